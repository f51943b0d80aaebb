import { describe, expect, it } from "vitest";
import { confirm, remind } from "../../../../scripts/decide/responses/remind.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

describe("scripts/decide/responses/remind", () => {
  it.each([
    ["an end that comes", remind, "npm run renew"],
    ["a review that is overdue", confirm, "npm run recertify -- --propose"],
  ] as const)("takes nothing away for %s, and says what people can do", (_, response, text) => {
    expect(response(someFinding(), situationOf(small()))).toEqual({ nothing: expect.stringContaining(text) });
  });
});
