/** An element of a query-protocol document: it holds either text or elements, and no attribute but the namespace of the root. */
export type Element = { name: string; namespace?: string | undefined; text: string; children: readonly Element[] };

/** An element that holds elements. */
export function element(name: string, children: readonly Element[]): Element {
  return { name, text: "", children };
}

/** An element that holds text. */
export function text(name: string, value: string): Element {
  return { name, text: value, children: [] };
}

/** The first child of that name, or `undefined`. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  return parent?.children.find((candidate) => candidate.name === name);
}

/** The text of the first child of that name, or `undefined`. */
export function textOf(parent: Element | undefined, name: string): string | undefined {
  return child(parent, name)?.text;
}

/** The `<member>` elements of a list child, none when it is missing. */
export function membersOf(parent: Element | undefined, list: string): readonly Element[] {
  return child(parent, list)?.children ?? [];
}

/** The same element with a child replaced where it stood, or added at the end. */
export function withChild(parent: Element, replacement: Element): Element {
  const at = parent.children.findIndex(({ name }) => name === replacement.name);
  return { ...parent, children: at < 0 ? [...parent.children, replacement] : parent.children.with(at, replacement) };
}

/** The same element without the children of these names. */
export function withoutChildren(parent: Element, names: readonly string[]): Element {
  return { ...parent, children: parent.children.filter(({ name }) => !names.includes(name)) };
}

/** The same tree with each element changed, children before their parent. */
export function mapElements(root: Element, change: (element: Element) => Element): Element {
  return change(root.children.length === 0 ? root : { ...root, children: root.children.map((inner) => mapElements(inner, change)) });
}

/**
 * Parses what ministack writes. It escapes nothing, so free text (only descriptions and messages can hold any of `<&>`) is escaped first.
 * @throws Error when the elements do not nest; then it is no query-protocol document
 */
export function parse(document: string): Element {
  const source = document.replace(
    /<(Description|Message)>([\s\S]*?)<\/\1>/g,
    (_, name: string, free: string) => `<${name}>${escaped(unescaped(free))}</${name}>`,
  );
  const token = /<\?[^>]*>|<(\/?)([\w:.-]+)((?:\s[^>]*?)?)(\/?)>|([^<]+)/g;
  const top: Building = { name: "", text: "", children: [] };
  const open: Building[] = [top];
  for (const [, closing, name, attributes, empty, content] of source.matchAll(token)) {
    const inner = open.at(-1)!;
    if (content !== undefined) inner.text += content;
    else if (closing) finish(open, name!);
    else if (name !== undefined) {
      const next = start(name, attributes ?? "");
      inner.children.push(next);
      if (!empty) open.push(next);
    }
  }
  const root = top.children[0];
  if (open.length !== 1 || root === undefined) throw new Error(`expected one XML element, got: ${document.slice(0, 200)}`);
  return root;
}

/** The document as text, with declaration and everything escaped. */
export function print(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printElement(root)}`;
}

type Building = { name: string; namespace?: string | undefined; text: string; children: Building[] };

function start(name: string, attributes: string): Building {
  return { name, namespace: /xmlns="([^"]*)"/.exec(attributes)?.[1], text: "", children: [] };
}

function finish(open: Building[], name: string): void {
  const last = open.pop();
  if (last?.name !== name || open.length === 0) throw new Error(`expected </${last?.name}>, got </${name}>`);
  last.text = last.children.length > 0 ? "" : unescaped(last.text);
}

function printElement({ name, namespace, text, children }: Element): string {
  const inside = children.length > 0 ? children.map(printElement).join("") : escaped(text);
  return `<${name}${namespace === undefined ? "" : ` xmlns="${namespace}"`}>${inside}</${name}>`;
}

function escaped(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function unescaped(value: string): string {
  return value.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: keyof typeof ENTITIES) => ENTITIES[entity]);
}

const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" } as const;
