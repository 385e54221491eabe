import { type DotPanel, drawDots } from './dots.ts';
import { type LinePanel, drawLines } from './lines.ts';
import { STYLE, WIDTH } from './style.ts';
import { element, escape } from './svg.ts';

export type Panel = LinePanel | DotPanel;

export interface Chart {
  readonly title: string;
  /** Lines below the panels. */
  readonly caption: readonly string[];
  /** One below the other, so that a phone can show them. */
  readonly panels: readonly Panel[];
}

/** A picture of its own: colours for light and dark, text in the reader's font. @returns an SVG file's text */
export function drawChart({ title, caption, panels }: Chart): string {
  let y = 14;
  const drawn = panels.map((panel) => {
    const { markup, height } = panel.kind === 'lines' ? drawLines(panel, y) : drawDots(panel, y);
    y += height;
    return markup;
  });
  const lines = caption.map((line, i) => element('text', { x: 10, y: y + 4 + 17 * i, class: 'note' }, escape(line)));
  const height = y + 17 * caption.length;
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-label': `${title}. ${caption.join(' ')}` },
    element('title', {}, escape(title)),
    element('style', {}, STYLE),
    element('rect', { width: WIDTH, height, rx: 6, class: 'paper' }),
    ...drawn,
    ...lines,
  )}\n`;
}
