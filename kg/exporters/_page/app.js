/* The page itself: the view that the address names, the theme, and the start. */

let turn = 0;
let place;

const TABS = { explore: ["start", "node"], path: ["path"], table: ["table"], network: ["network"] };

function showTabs() {
  const hrefs = {
    explore: state.key ? address({ view: "node" }) : address({ view: "start", key: "" }),
    path: address({ view: "path", from: state.from || (state.key.startsWith("method/") ? state.key : "") }),
    table: address({ view: "table" }),
    network: address({ view: "network" }),
  };
  for (const [tab, views] of Object.entries(TABS)) {
    const link = document.getElementById(`tab-${tab}`);
    link.href = hrefs[tab];
    if (views.includes(state.view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function draw(main, meta, current) {
  if (state.view === "network") return drawNetwork(main, state.key);
  if (state.view === "node") return drawNode(main, state.key, current);
  if (state.view === "table") return drawTable(main, current);
  if (state.view === "path") return drawPath(main, current);
  return drawStart(main, meta, current);
}

/* Shows what the address says. A step to another place begins at its top; another filter leaves the reader where he is. */
async function show(arriving = false) {
  const mine = ++turn;
  const current = () => mine === turn;
  const main = document.getElementById("main");
  const stays = state.view === "network" && place?.startsWith("network ");
  state = parsed(location.hash);
  const here = `${state.view} ${state.view === "path" ? "" : state.key}`;
  const moved = place !== here;
  const kept = document.activeElement?.dataset?.keep;
  document.body.dataset.view = state.view;
  showTabs();
  main.setAttribute("aria-busy", "true");
  try {
    const meta = await source.meta();
    await showFilters();
    if (!current()) return;
    if (state.view === "network" && stays) {
      filterNetwork(state.filters);
      if (moved) focusNetwork(state.key);
    } else {
      closeNetwork();
      await draw(main, meta, current);
    }
  } catch (error) {
    if (!current()) return;
    main.replaceChildren(
      el(
        "div",
        { class: "empty" },
        el("h1", { tabindex: "-1" }, "The graph does not answer"),
        el("p", {}, String(error?.message ?? error)),
        button("Try again", () => show(true), { class: "button" }),
      ),
    );
  }
  if (!current()) return;
  place = here;
  performance.mark("shown");
  main.setAttribute("aria-busy", "false");
  if (arriving && moved) {
    if (narrow()) openFilters(false);
    scrollTo(0, 0);
    document.querySelector("main h1")?.focus({ preventScroll: true });
  } else if (kept) main.querySelector(`[data-keep="${CSS.escape(kept)}"]`)?.focus();
}

const THEMES = { auto: "System theme", light: "Light theme", dark: "Dark theme" };

/* Storage may be forbidden to a file; the choice then lasts as long as the page. */
function remembered(value) {
  try {
    if (value !== undefined) localStorage.setItem("lineagraph-theme", value);
    return localStorage.getItem("lineagraph-theme");
  } catch {
    return value;
  }
}

function startTheme() {
  const control = document.getElementById("theme");
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    control.setAttribute("aria-label", `${THEMES[theme]}; change`);
    control.title = THEMES[theme];
    retheme();
  };
  set(THEMES[remembered()] ? remembered() : "auto");
  control.addEventListener("click", () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
    remembered(next);
    set(next);
    announce(THEMES[next]);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retheme);
}

async function start() {
  startTheme();
  startSearch();
  addEventListener("hashchange", () => show(true));
  let wide = !narrow();
  addEventListener("resize", () => {
    if (wide === !narrow()) return;
    wide = !narrow();
    if (state.view === "node") show();
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  try {
    startFilters(await source.meta());
  } finally {
    await show();
  }
}

start();
