/* A box that finds names while one types: with the keyboard alone, and told to screen readers (ARIA's combobox). */

const HITS = 12;
let boxes = 0;

/* `filters()` narrows what is found, `choose(node)` is told the choice. `list` holds the hits, `status` says how many. */
function typeahead({ input, list, status, filters, choose }) {
  const id = `hit-${boxes++}`;
  let hits = [];
  let active = -1;
  let asked = 0;

  function close() {
    asked++;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function activate(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (index + hits.length) % hits.length;
    const option = list.children[active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function pick(hit) {
    close();
    choose(hit.node);
  }

  const option = (hit, index) =>
    el(
      "li",
      {
        role: "option",
        id: `${id}-${index}`,
        "aria-selected": "false",
        "data-kind": hit.node.kind,
        mousedown: (event) => event.preventDefault(),
        click: () => pick(hit),
      },
      sign(hit.node.kind),
      el(
        "span",
        { class: "name" },
        shortName(hit.node),
        hit.name !== hit.node.label ? el("small", {}, ` also “${hit.name}”`) : "",
      ),
      el("small", { class: "kind" }, [NAMES[hit.node.kind][0], hit.node.year].filter(Boolean).join(" · ")),
    );

  async function update() {
    const text = input.value.trim();
    if (!text) return close();
    const turn = ++asked;
    const found = await source.search(text, filters(), HITS);
    if (turn !== asked) return undefined;
    hits = found;
    active = -1;
    list.replaceChildren(
      ...(hits.length
        ? hits.map(option)
        : [
            el(
              "li",
              { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" },
              `Nothing ${filtersOn() ? "that passes the filters" : "here"} is called “${text}”.`,
            ),
          ]),
    );
    status.textContent = count(hits.length, "result");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    return undefined;
  }

  input.addEventListener("input", update);
  input.addEventListener("focus", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      return close();
    }
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      const chosen = active;
      await update();
      if (hits.length) pick(hits[Math.max(chosen, 0)]);
      return undefined;
    }
    if (list.hidden || !hits.length) return undefined;
    if (event.key === "ArrowDown") activate(active + 1);
    else if (event.key === "ArrowUp") activate(active < 0 ? hits.length - 1 : active - 1);
    else return undefined;
    event.preventDefault();
    return undefined;
  });
}

/* An input with its list, as `typeahead` wants them. */
function nameBox(label, { filters, choose, value = "", ...attributes }) {
  const id = `names-${boxes}`;
  const list = el("ul", { id, class: "hits", role: "listbox", "aria-label": `${label}: matches`, hidden: true });
  const status = el("span", { class: "unseen", role: "status" });
  const input = el("input", {
    type: "text",
    role: "combobox",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    ...attributes,
  });
  input.value = value;
  typeahead({ input, list, status, filters, choose });
  return el("span", { class: "name-box" }, input, list, status);
}
