import { describe, expect, it } from "vitest";
import { askEach } from "../../../../scripts/observe/aws-iam/ask-each.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";

const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `u${index}`, arn: `arn:aws:iam::1:user/u${index}` as const }));
const failure = (name: string) => Object.assign(new Error(`${name} it is`), { name });

/** Asks many users; `answer` decides by name and by how often that one was asked before. */
async function ask(count: number, answer: (name: string, before: number) => string | Error) {
  const recorder = recorderOf("aws-iam");
  const asked = new Map<string, number>();
  const lines: string[] = [];
  let [now, most] = [0, 0];
  const work = async ({ name }: { name: string }) => {
    const before = asked.get(name) ?? 0;
    asked.set(name, before + 1);
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    const answered = answer(name, before);
    if (answered instanceof Error) throw answered;
    return answered;
  };
  const result = await askEach("ListX", named(count), recorder, work, (line) => lines.push(line)).then(
    (answers) => [...answers].sort(),
    (error: unknown) => error as Error,
  );
  const total = () => [...asked.values()].reduce((sum, times) => sum + times, 0);
  return { result, refusals: recorder.refusals(), total, most, lines };
}

describe("scripts/observe/aws-iam/ask-each", () => {
  it("asks each once, four at a time, and reports now and then", async () => {
    const { result, total, most, lines, refusals } = await ask(1_001, (name) => name);
    expect(result).toEqual(
      named(1_001)
        .map(({ name }) => name)
        .sort(),
    );
    expect([total(), most, refusals, lines]).toEqual([1_001, 4, [], ["ListX: 500 of 1001", "ListX: 1000 of 1001"]]);
  });

  it("asks nobody when there is nobody", async () => {
    expect(await ask(0, (name) => name)).toMatchObject({ result: [], refusals: [] });
  });

  it("goes on without those who are refused, and names exactly these", async () => {
    const { result, refusals, total } = await ask(30, (name) => (["u3", "u29"].includes(name) ? failure("AccessDenied") : name));
    expect([result instanceof Error, (result as string[]).length, total()]).toEqual([false, 28, 30]);
    expect(refusals.map(({ subject, reason }) => [subject, reason]).sort()).toEqual([
      ["arn:aws:iam::1:user/u29", "AccessDenied: AccessDenied it is"],
      ["arn:aws:iam::1:user/u3", "AccessDenied: AccessDenied it is"],
    ]);
  });

  it("takes a refusal of everybody for a refusal of the operation, and does not ask thousands", async () => {
    const few = await ask(3, () => failure("AccessDenied"));
    expect([few.result, few.refusals]).toEqual([failure("AccessDenied"), []]);
    const many = await ask(3_000, () => failure("AccessDenied"));
    expect([many.result, many.refusals, many.total() <= 10 + 4]).toEqual([failure("AccessDenied"), [], true]);
  });

  it("asks again those that failed in passing, as long as it gets further", async () => {
    const { result, total } = await ask(40, (name, before) =>
      Number(name.slice(1)) % 3 === 2 && before < 1 ? failure("Throttling") : name,
    );
    expect([(result as string[]).length, total()]).toEqual([40, 40 + 13]);
  });

  it("gives up when a round gets nowhere", async () => {
    const { result, total } = await ask(40, (name) => (name === "u20" ? failure("Throttling") : name));
    expect([result, total()]).toEqual([failure("Throttling"), 41]);
  });

  it.each([failure("ExpiredToken"), new TypeError("x is undefined"), new PartError("ListX", "a key without id")])(
    "asks nobody else after %s: nothing of the part can be trusted",
    async (error) => {
      const { result, total } = await ask(100, (name) => (name === "u5" ? error : name));
      expect([result, total() <= 6 + 4]).toEqual([error, true]);
    },
  );
});
