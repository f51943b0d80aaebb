import { describe, expect, it } from "vitest";
import { adopt } from "../../../scripts/decide/responses/adopt.ts";
import { adoptKey } from "../../../scripts/decide/responses/adopt-key.ts";
import { disable, disableKey } from "../../../scripts/decide/responses/disable.ts";
import { finishRotation } from "../../../scripts/decide/responses/finish-rotation.ts";
import { handOver } from "../../../scripts/decide/responses/hand-over.ts";
import { changeProgram, lookInto, meetTheRule, putBack, removeByHand, tryOut } from "../../../scripts/decide/responses/put-back.ts";
import { confirm, remind } from "../../../scripts/decide/responses/remind.ts";
import { carryOut, endSilent } from "../../../scripts/decide/responses/review.ts";
import { stopLeak } from "../../../scripts/decide/responses/stop-leak.ts";
import { responseTo } from "../../../scripts/decide/responses.ts";
import { someFinding } from "../../support/findings.ts";

describe("scripts/decide/responses", () => {
  it.each([
    ["break-glass-used", lookInto],
    ["changed", putBack],
    ["drill-overdue", tryOut],
    ["expired", disable],
    ["expiry-not-enforced", putBack],
    ["key-undeclared", adoptKey],
    ["credential-undeclared", removeByHand],
    ["leaver", disable],
    ["leaked", stopLeak],
    ["stale", disable],
    ["rotation-overdue", finishRotation],
    ["expiring", remind],
    ["review-overdue", confirm],
    ["review-revoked", carryOut],
    ["review-silent", endSilent],
    ["missing", putBack],
    ["non-compliant", meetTheRule],
    ["orphaned", handOver],
    ["unmanaged", adopt],
  ] as const)("answers %s", (check, response) => {
    expect(responseTo(someFinding({ check }))).toBe(response);
  });

  it("adopts no key of a sealed identity: no record could hold it", () => {
    expect(responseTo(someFinding({ check: "key-undeclared", record: "break-glass/glass-1" }))).toBe(removeByHand);
  });

  it.each(["expired", "stale"])("answers a key that is %s for that key alone", (check) => {
    expect(responseTo(someFinding({ check, facet: "key", subject: "arn:aws:iam::000000000000:user/exporter#AKIAX" }))).toBe(disableKey);
  });

  it.each([
    ["changed", putBack],
    ["missing", putBack],
    ["expiry-not-enforced", putBack],
    ["expired", changeProgram],
    ["key-undeclared", changeProgram],
    ["non-compliant", changeProgram],
    ["orphaned", changeProgram],
  ] as const)("answers %s about what an account's own program declares", (check, response) => {
    expect(responseTo(someFinding({ check, record: "extra/builder" }))).toBe(response);
  });
});
