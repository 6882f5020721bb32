/* A canvas that one pans and zooms. What was drawn is kept on a sheet larger than the canvas: while the view moves the
   sheet is moved, and only where it ends, or when the view comes to rest, is it drawn anew. So even a slow drawing moves
   smoothly. */

const NOTE = 44; /* height of the note in the lower left corner, in CSS pixels */
const BEYOND = 0.4; /* The sheet reaches so much of the canvas' size beyond each side. */
const REST = 90; /* Milliseconds without a movement after which the view is at rest. */

/* `draw(context, frame, scale)` draws the part of the world in `frame`; `click(x, y, reach)` and `hover(x, y, reach)` get
   points of the world (hover gets nothing when the pointer leaves). */
function camera(canvas, { draw, click, hover }) {
  const context = canvas.getContext("2d", { alpha: false });
  const sheet = document.createElement("canvas");
  let view = { x: 0, y: 0, scale: 1 };
  let kept; /* the view that the sheet shows */
  let waiting = false;
  let resting;
  let flight = 0;

  const size = () => [canvas.clientWidth, canvas.clientHeight];
  const ratio = () => devicePixelRatio || 1;

  function render() {
    const [width, height] = size();
    const [wide, high] = [width * (1 + 2 * BEYOND), height * (1 + 2 * BEYOND)];
    [sheet.width, sheet.height] = [Math.ceil(wide * ratio()), Math.ceil(high * ratio())];
    const pen = sheet.getContext("2d", { alpha: false });
    pen.fillStyle = colour("page");
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.setTransform(
      view.scale * ratio(),
      0,
      0,
      view.scale * ratio(),
      sheet.width / 2 - view.x * view.scale * ratio(),
      sheet.height / 2 - view.y * view.scale * ratio(),
    );
    const [a, b] = [wide / 2 / view.scale, high / 2 / view.scale];
    draw(pen, [view.x - a, view.y - b, view.x + a, view.y + b], view.scale);
    kept = { ...view };
  }

  /* Where the sheet lies on the canvas: [left, top, width, height] in CSS pixels. */
  function lying() {
    const [width, height] = size();
    const grown = view.scale / kept.scale;
    const [wide, high] = [width * (1 + 2 * BEYOND) * grown, height * (1 + 2 * BEYOND) * grown];
    return [
      width / 2 + (kept.x - view.x) * view.scale - wide / 2,
      height / 2 + (kept.y - view.y) * view.scale - high / 2,
      wide,
      high,
    ];
  }

  function present() {
    waiting = false;
    const [width, height] = size();
    if (!width || !height) return;
    if (canvas.width !== Math.round(width * ratio()) || canvas.height !== Math.round(height * ratio())) {
      [canvas.width, canvas.height] = [Math.round(width * ratio()), Math.round(height * ratio())];
      kept = undefined;
    }
    if (!kept) render();
    let [left, top, wide, high] = lying();
    const covers = left <= 0 && top <= 0 && left + wide >= width && top + high >= height;
    const moved = kept.x !== view.x || kept.y !== view.y || kept.scale !== view.scale;
    if (!covers) {
      render();
      [left, top, wide, high] = lying();
    } else if (moved) {
      clearTimeout(resting);
      resting = setTimeout(refresh, REST);
    }
    context.drawImage(sheet, left * ratio(), top * ratio(), wide * ratio(), high * ratio());
    Object.assign(canvas.dataset, { x: view.x.toFixed(1), y: view.y.toFixed(1), scale: view.scale.toFixed(4) });
  }

  function ask() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(present);
  }

  function refresh() {
    clearTimeout(resting);
    kept = undefined;
    ask();
  }

  const bounded = (scale) => Math.min(6, Math.max(0.01, scale));

  /* Zooms so that the point of the canvas stays where it is. */
  function zoom(factor, px = size()[0] / 2, py = size()[1] / 2) {
    const scale = bounded(view.scale * factor);
    const [dx, dy] = [px - size()[0] / 2, py - size()[1] / 2];
    view = { x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale, scale };
    ask();
  }

  function pan(dx, dy) {
    view = { ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale };
    ask();
  }

  /* Goes to a view, in a quarter of a second where movement is welcome. */
  function fly(aim) {
    const [from, start, mine] = [view, performance.now(), ++flight];
    const step = (now) => {
      if (mine !== flight) return;
      const part = still() || document.hidden ? 1 : Math.min(1, (now - start) / 250);
      const eased = part * (2 - part);
      view = {
        x: from.x + (aim.x - from.x) * eased,
        y: from.y + (aim.y - from.y) * eased,
        scale: from.scale + (aim.scale - from.scale) * eased,
      };
      ask();
      if (part < 1) requestAnimationFrame(step);
    };
    if (still()) step(start);
    else requestAnimationFrame(step);
  }

  /* Below the lowest names there is room for the note. */
  const fitted = ([left, top, right, bottom]) => {
    const [width, height] = size();
    const scale = bounded(Math.min(2, width / (right - left + 80), (height - 2 * NOTE) / (bottom - top + 80)));
    return { x: (left + right) / 2, y: (top + bottom) / 2 + NOTE / scale / 2, scale };
  };

  const world = (px, py) => [
    view.x + (px - size()[0] / 2) / view.scale,
    view.y + (py - size()[1] / 2) / view.scale,
    8 / view.scale,
  ];
  const stop = startPointers(canvas, {
    pan,
    zoom,
    click: (...at) => click(...world(...at)),
    halt: () => {
      flight++;
    },
    hover: (...at) => (at.length ? hover(...world(...at), ...at) : hover()),
  });
  const watching = new ResizeObserver(refresh);
  watching.observe(canvas);
  return {
    refresh,
    zoom: (factor) => fly({ ...view, scale: bounded(view.scale * factor) }),
    fit: (frame) => fly(fitted(frame)),
    look: (frame) => {
      view = fitted(frame);
      refresh();
    },
    centre: (x, y) => fly({ x, y, scale: Math.max(0.7, view.scale) }),
    stop: () => {
      flight++;
      clearTimeout(resting);
      watching.disconnect();
      stop();
    },
  };
}

/* Mouse, pen, fingers, wheel and keys of a canvas, told as pan, zoom, click and hover, in its CSS pixels. */
function startPointers(canvas, { pan, zoom, click, hover, halt }) {
  const down = new Map();
  let travelled = 0;
  const at = (event) => [event.offsetX, event.offsetY];
  const listeners = {
    pointerdown(event) {
      halt();
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, at(event));
      if (down.size === 1) travelled = 0;
    },
    pointermove(event) {
      const before = down.get(event.pointerId);
      if (!before) return hover(...at(event));
      const now = at(event);
      travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      if (other) {
        const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
        zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else pan(now[0] - before[0], now[1] - before[1]);
      down.set(event.pointerId, now);
      return hover();
    },
    pointerup(event) {
      if (down.delete(event.pointerId) && !down.size && travelled < 5) click(...at(event));
    },
    pointercancel: (event) => down.delete(event.pointerId),
    pointerleave: () => hover(),
    wheel(event) {
      event.preventDefault();
      halt();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...at(event));
    },
    keydown(event) {
      const steps = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (steps[event.key]) pan(...steps[event.key]);
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else return;
      event.preventDefault();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
  };
}
