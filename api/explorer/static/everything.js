/**
 * A map of many nodes on a canvas. It is drawn once into a bitmap that is moved while the reader pans, and drawn anew
 * when the hand rests. The list of links below it is where the nodes come from, and what keyboard and screen readers use:
 * focusing a link shows its place on the map.
 */

const MARGIN = 1.6;
const REST_MS = 140;
const REACH = 14;

/**
 * @typedef {{x: number, y: number, sort: 'concept' | 'framework' | 'name' | 'gone', label: string, link: HTMLElement | null,
 *   to: number[]}} Dot - `to` holds the places of the nodes that it is linked to
 */

/** @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What is drawn, and from where it is looked at. */
export class AtlasView {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Dot[]} dots
   */
  constructor(canvas, dots) {
    this.canvas = canvas;
    this.dots = dots;
    this.extent = Math.max(1, ...dots.map((dot) => Math.hypot(dot.x, dot.y)));
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    /** @type {Dot | null} */
    this.lit = null;
    this.bitmap = document.createElement('canvas');
    this.drawn = { x: 0, y: 0, scale: 1 };
    this.timer = 0;
    this.frame = 0;
  }

  /** Take the canvas's size on the page, and show everything. */
  fit() {
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.x = 0;
    this.y = 0;
    this.scale = (Math.min(this.canvas.width, this.canvas.height) / 2 / this.extent) * 0.96;
    this.render();
  }

  /** Draw all dots and lines around what is looked at into the bitmap, then show it. */
  render() {
    const { bitmap, canvas, scale } = this;
    bitmap.width = canvas.width * MARGIN;
    bitmap.height = canvas.height * MARGIN;
    this.drawn = { x: this.x, y: this.y, scale };
    const context = bitmap.getContext('2d');
    if (context) {
      context.setTransform(scale, 0, 0, scale, bitmap.width / 2 - this.x * scale, bitmap.height / 2 - this.y * scale);
      this.lines(context);
      this.points(context);
    }
    this.show();
  }

  /** @param {CanvasRenderingContext2D} context */
  lines(context) {
    context.strokeStyle = colour('--proved');
    context.globalAlpha = 0.16;
    context.lineWidth = 0.8;
    context.beginPath();
    for (const dot of this.dots) {
      for (const place of dot.to) {
        const other = this.dots[place];
        if (other) {
          context.moveTo(dot.x, dot.y);
          context.quadraticCurveTo((dot.x + other.x) * 0.31, (dot.y + other.y) * 0.31, other.x, other.y);
        }
      }
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context */
  points(context) {
    const looks = /** @type {const} */ ([
      ['name', '--leaf', 2.2],
      ['framework', '--leaf', 5],
      ['concept', '--link', 4.5],
    ]);
    for (const [sort, name, size] of looks) {
      context.fillStyle = colour(name);
      context.globalAlpha = sort === 'name' ? 0.65 : 1;
      context.beginPath();
      for (const dot of this.dots) {
        if (dot.sort === sort) {
          context.moveTo(dot.x + size, dot.y);
          context.arc(dot.x, dot.y, size, 0, 2 * Math.PI);
        }
      }
      context.fill();
    }
    context.globalAlpha = 1;
    this.crosses(context);
    this.labels(context);
  }

  /** Former names: told apart by their shape too. @param {CanvasRenderingContext2D} context */
  crosses(context) {
    context.strokeStyle = colour('--gone');
    context.lineWidth = 1.2;
    context.beginPath();
    for (const dot of this.dots) {
      if (dot.sort === 'gone') {
        context.moveTo(dot.x - 2.2, dot.y - 2.2);
        context.lineTo(dot.x + 2.2, dot.y + 2.2);
        context.moveTo(dot.x + 2.2, dot.y - 2.2);
        context.lineTo(dot.x - 2.2, dot.y + 2.2);
      }
    }
    context.stroke();
  }

  /** Names of concepts and frameworks, once there is room for them. @param {CanvasRenderingContext2D} context */
  labels(context) {
    const size = 12 * devicePixelRatio;
    if (this.scale * 13 < size) {
      return;
    }
    context.font = `${size / this.scale}px system-ui, sans-serif`;
    context.fillStyle = colour('--ink');
    for (const dot of this.dots) {
      if (dot.sort === 'concept' || dot.sort === 'framework') {
        context.fillText(dot.label, dot.x + 7, dot.y + size / this.scale / 3);
      }
    }
  }

  /** Put the bitmap where the view is now. */
  show() {
    const context = this.canvas.getContext('2d');
    const { canvas, bitmap, drawn } = this;
    // a window too narrow for the map hides it, and then it has no size
    if (!context || !bitmap.width || !bitmap.height) {
      return;
    }
    const zoom = this.scale / drawn.scale;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const width = bitmap.width * zoom;
    const height = bitmap.height * zoom;
    const left = canvas.width / 2 - width / 2 + (drawn.x - this.x) * this.scale;
    const top = canvas.height / 2 - height / 2 + (drawn.y - this.y) * this.scale;
    context.drawImage(bitmap, left, top, width, height);
    if (this.lit) {
      const [x, y] = this.onCanvas(this.lit);
      context.strokeStyle = colour('--focus');
      context.lineWidth = 3 * devicePixelRatio;
      context.beginPath();
      context.arc(x, y, 9 * devicePixelRatio, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /**
   * @param {Dot} dot
   * @returns {[number, number]}
   */
  onCanvas(dot) {
    const { canvas } = this;
    return [canvas.width / 2 + (dot.x - this.x) * this.scale, canvas.height / 2 + (dot.y - this.y) * this.scale];
  }

  /** Show the view in the next frame, and draw it crisp when it has come to rest. */
  moved() {
    if (!this.frame) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.show();
      });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.render(), REST_MS);
  }

  /**
   * @param {number} dx - in pixels of the canvas
   * @param {number} dy
   */
  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.moved();
  }

  /** @param {number} factor */
  zoom(factor) {
    const least = (Math.min(this.canvas.width, this.canvas.height) / 2 / this.extent) * 0.5;
    this.scale = Math.min(Math.max(this.scale * factor, least), least * 60);
    this.moved();
  }

  /** Mark a dot, and bring it into view. @param {Dot | null} dot */
  light(dot) {
    this.lit = dot;
    if (dot) {
      const [x, y] = this.onCanvas(dot);
      if (x < 0 || y < 0 || x > this.canvas.width || y > this.canvas.height) {
        this.x = dot.x;
        this.y = dot.y;
      }
    }
    this.moved();
  }

  /**
   * @param {number} x - in pixels of the canvas
   * @param {number} y
   * @returns {Dot | null} the nearest dot that is near enough
   */
  at(x, y) {
    const reach = (REACH * devicePixelRatio) / this.scale;
    const wanted = { x: this.x + (x - this.canvas.width / 2) / this.scale, y: this.y + (y - this.canvas.height / 2) / this.scale };
    let best = null;
    let least = reach;
    for (const dot of this.dots) {
      const distance = Math.hypot(dot.x - wanted.x, dot.y - wanted.y);
      if (distance < least) {
        best = dot;
        least = distance;
      }
    }
    return best;
  }
}

/**
 * Read the nodes from their links.
 * @param {ParentNode} list
 * @returns {Dot[]}
 */
function read(list) {
  const links = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('a[data-at]')]);
  const places = new Map(links.map((link, place) => [link.dataset['node'], place]));
  return links.map((link) => {
    const [x = 0, y = 0] = (link.dataset['at'] ?? '').split(' ').map(Number);
    const [kind] = (link.dataset['node'] ?? '').split(':');
    const sort = kind === 'concept' || kind === 'framework' ? kind : link.classList.contains('gone') ? 'gone' : 'name';
    const to = (link.dataset['to'] ?? '').split(' ').flatMap((slug) => places.get(`concept:${slug}`) ?? []);
    return { x, y, sort, label: link.textContent ?? '', link, to };
  });
}

/**
 * @param {string} text
 * @param {string} label
 * @param {() => void} act
 */
function button(text, label, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', label);
  made.addEventListener('click', act);
  return made;
}

/**
 * @param {HTMLElement} holder
 * @param {HTMLElement} list
 */
function mount(holder, list) {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'Map of all nodes; the list below has them all');
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  said.className = 'muted';
  said.textContent = 'Drag to move, hold Ctrl and turn the wheel to zoom, point at a dot for its name.';
  const view = new AtlasView(canvas, read(list));
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.append(
    button('+', 'Zoom in', () => view.zoom(1.5)),
    button('−', 'Zoom out', () => view.zoom(1 / 1.5)),
    button('All', 'Show all', () => view.fit()),
    said,
  );
  holder.append(bar, canvas);
  view.fit();

  let moved = 0;
  canvas.addEventListener('pointerdown', (event) => {
    moved = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons) {
      moved += Math.abs(event.movementX) + Math.abs(event.movementY);
      view.pan(event.movementX * devicePixelRatio, event.movementY * devicePixelRatio);
      return;
    }
    const dot = view.at(event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio);
    if (dot !== view.lit) {
      view.lit = dot;
      view.show();
      canvas.style.cursor = dot ? 'pointer' : '';
      said.textContent = dot?.label ?? '';
    }
  });
  canvas.addEventListener('click', (event) => {
    if (moved < 5) {
      view.at(event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio)?.link?.click();
    }
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        view.zoom(Math.exp(-event.deltaY / 300));
      }
    },
    { passive: false },
  );
  list.addEventListener('focusin', (event) => {
    const dot = view.dots.find((one) => one.link === event.target) ?? null;
    view.light(dot);
    said.textContent = dot?.label ?? '';
  });
  addEventListener('resize', () => view.fit());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.render());
}

const holder = document.querySelector('#map');
const list = document.querySelector('#nodes');
if (holder instanceof HTMLElement && list instanceof HTMLElement && getComputedStyle(holder).display !== 'none') {
  mount(holder, list);
}
