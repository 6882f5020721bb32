/* How the graph comes into the page: JSON, compressed and written as letters, read when it is first asked for. */

async function loadPayload() {
  const block = document.getElementById("graph");
  const packed = Uint8Array.from(atob(block.textContent), (letter) => letter.charCodeAt(0));
  block.remove();
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}
