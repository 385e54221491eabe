/** Narrow enough to stay readable where a phone shrinks it. */
export const WIDTH = 500;
export const LEFT = 62;
/** For names at the ends of lines. */
export const RIGHT = 138;
export const LINE = 17;

/** Eight colours apart from one another, on white and on black; no meaning hangs on them alone, since lines have names. */
const LIGHT = ['#0b7285', '#c2570c', '#5f3dc4', '#2b8a3e', '#c2255c', '#5c5f66', '#1864ab', '#846b00'];
const DARK = ['#3bc9db', '#ff922b', '#b197fc', '#69db7c', '#faa2c1', '#adb5bd', '#74c0fc', '#ffe066'];

const series = (colours: readonly string[]): string =>
  colours.map((colour, i) => `.s${i} { stroke: ${colour}; fill: ${colour} }`).join(' ');

/** A picture has no scheme of its own: the reader's decides. */
export const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #24292f; stroke: none }
  .title { font-weight: 600 } .tick, .note { font-size: 13px; fill: #57606a }
  .grid { stroke: #d0d7de } .mark { stroke: #57606a; stroke-dasharray: 5 4 } .dotted { stroke-dasharray: 1.5 3 }
  .paper { fill: #fff } ${series(LIGHT)} text.name { font-weight: 500 }
  .line { fill-opacity: 0; stroke-width: 2.2; stroke-linejoin: round } .band { stroke-opacity: 0; fill-opacity: .15 }
  .range { stroke-width: 2 } .hollow { fill-opacity: 0; stroke-width: 2 } .leader { stroke-opacity: .5 }
  ${LIGHT.map((colour, i) => `text.t${i} { fill: ${colour} }`).join(' ')}
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .tick, .note { fill: #9198a1 }
    .grid { stroke: #30363d } .mark { stroke: #9198a1 } ${series(DARK)}
    ${DARK.map((colour, i) => `text.t${i} { fill: ${colour} }`).join(' ')}
  }`;

export const COLOURS = LIGHT.length;
