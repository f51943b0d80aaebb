import { describe, expect, it } from "vitest";
import { questions } from "../../../../scripts/observe/reviews/questions.ts";
import { questionOf } from "../../../support/reviews.ts";

describe("scripts/observe/reviews/questions", () => {
  it("reads what it is written as, and nothing else", () => {
    const asked = [questionOf(["prod/workloads/worker"])];
    expect(questions.parse(JSON.parse(JSON.stringify(asked)))).toEqual(asked);
    expect(questions.safeParse([{ ...asked[0], number: "1" }]).success).toBe(false);
    expect(questions.safeParse([{ ...asked[0], more: 1 }]).success).toBe(false);
  });
});
