/* Tables as CSV (RFC 4180) that no spreadsheet takes for a program. */

/* A text that a spreadsheet would read as a formula begins with an apostrophe instead; see OWASP, "CSV Injection". */
function cell(value) {
  const text = typeof value === "number" ? String(value) : String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvOf = (names, rows) => [names, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

function download(name, text) {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = el("a", {
    href: url,
    download: `${
      name
        .normalize("NFKD")
        .replace(/[^\w-]+/g, "-")
        .replace(/^-+|-+$/g, "") || "table"
    }.csv`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
