/** An element with attributes; children are finished markup. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: string[]
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(typeof value === 'number' ? round(value) : value))}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Characters that mean something in XML. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
