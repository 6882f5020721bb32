/* The search in the header: "/" goes there from everywhere. */

function startSearch() {
  const input = document.getElementById("search");
  typeahead({
    input,
    list: document.getElementById("hits"),
    status: document.getElementById("found"),
    filters: () => state.filters,
    choose: (node) => {
      input.value = "";
      input.blur();
      location.hash = addressOf(node.key);
    },
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}
