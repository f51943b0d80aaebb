import { notSupported } from "../not-supported.ts";
import { isObject, type Value, type Values } from "../value.ts";

/** The inputs with each ignored property set back to what it was; one that was not there before is taken out. */
export function ignoreChanges(news: Values, olds: Values, paths: readonly string[]): Values {
  return paths.reduce((inputs, path) => setBack(inputs, olds, segmentsOf(path)) as Values, news);
}

function setBack(news: Value | undefined, olds: Value | undefined, [key, ...rest]: readonly string[]): Value | undefined {
  if (key === undefined) return olds;
  if (!isObject(news)) return news;
  const value = setBack(news[key], isObject(olds) ? olds[key] : undefined, rest);
  const others = Object.fromEntries(Object.entries(news).filter(([name]) => name !== key));
  return value === undefined ? others : { ...others, [key]: value };
}

/** `a.b` and `a["b"]`; positions in lists and `*` are refused rather than half understood. */
function segmentsOf(path: string): readonly string[] {
  const segments = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map((match) => match[1] ?? match[2]!);
  if (segments.length === 0 || /\[\d+\]|\*/.test(path)) throw notSupported(`the path "${path}" in ignoreChanges`);
  return segments;
}
