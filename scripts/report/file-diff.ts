/** Lines around a change that are shown with it. */
const CONTEXT = 3;

/** What a file becomes, as `diff -u` prints it and `git apply` takes it; empty when nothing differs. `undefined` is a file that is not there. */
export function fileDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const lines = linesOf(textLines(before), textLines(after));
  const isShown = lines.map((_, at) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== " "));
  const starts = lines.flatMap((_, at) => (isShown[at] && !isShown[at - 1] ? [at] : []));
  const hunks = starts.flatMap((start) => {
    const length = isShown.slice(start).indexOf(false);
    return hunk(lines.slice(0, start), lines.slice(start, length === -1 ? undefined : start + length));
  });
  const name = (side: string, text: string | undefined) => (text === undefined ? "/dev/null" : `${side}/${path}`);
  return [`--- ${name("a", before)}`, `+++ ${name("b", after)}`, ...hunks].join("\n");
}

type Line = { sign: " " | "+" | "-"; text: string };

function hunk(above: readonly Line[], lines: readonly Line[]): readonly string[] {
  const count = (of: readonly Line[], other: "+" | "-") => of.filter(({ sign }) => sign !== other).length;
  const range = (other: "+" | "-") => {
    const length = count(lines, other);
    return `${count(above, other) + (length === 0 ? 0 : 1)},${length}`;
  };
  return [`@@ -${range("+")} +${range("-")} @@`, ...lines.map(({ sign, text }) => `${sign}${text}`)];
}

function textLines(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
}

/** The longest common lines stay, others go and come. */
function linesOf(before: readonly string[], after: readonly string[]): readonly Line[] {
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const sign = signAt(before, after, common, i, j);
    lines.push({ sign, text: sign === "+" ? after[j]! : before[i]! });
    if (sign !== "+") i += 1;
    if (sign !== "-") j += 1;
  }
  return lines;
}

function signAt(before: readonly string[], after: readonly string[], common: readonly (readonly number[])[], i: number, j: number) {
  if (i === before.length) return "+";
  if (j === after.length) return "-";
  if (before[i] === after[j]) return " ";
  return common[i + 1]![j]! >= common[i]![j + 1]! ? "-" : "+";
}

/** How many lines the rests of both texts have in common; records are short, so the plain table is fast enough. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i]![j] = before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  return common;
}
