import { describe, expect, it } from "vitest";
import { reopenedBy } from "../../../scripts/command/reopened.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import type { Operation } from "../../../scripts/engine/port.ts";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { operation, planOf } from "../../support/plans.ts";
import { edit, PROD, small } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const ARN = `arn:aws:iam::${PROD}:user/exporter` as Arn;
const DISABLED = small(edit(EXPORTER, "groups:", 'state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: "#1" }\ngroups:'));
const KEY_OFF = small(edit(EXPORTER, "{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }"));
const bounded = (op: Operation["op"]) =>
  operation(op, "service-accounts/exporter", { changed: op === "update" ? ["permissionsBoundary"] : [] });
const switchedOn = operation("update", "service-accounts/exporter#key/primary", {
  changed: ["status"],
  before: { status: "Inactive" },
  after: { status: "Active" },
});

async function reopened(operations: readonly Operation[], base = small(), head = small()) {
  const asked: Arn[] = [];
  const sides = { base: { tree: {} as never, declared: base }, head: { tree: {} as never, declared: head } };
  const messages = await reopenedBy(planOf({ operations }), sides, head.accounts.get("prod")!, NO_EXTRA, async (arns) => {
    asked.push(...arns);
    return new Set(arns);
  });
  return { messages, asked };
}

describe("scripts/command/reopened", () => {
  it.each(["update", "replace", "import"] as const)("names what a plan would open again that is closed in AWS: %s", async (op) => {
    expect(await reopened([bounded(op)])).toEqual({
      messages: [`service-accounts/exporter was stopped in AWS (${ARN} carries /tenure/disabled), and its record is active`],
      asked: [ARN],
    });
  });

  it("lets through what a record that was disabled gives back, and what disables it", async () => {
    expect(await reopened([bounded("update"), switchedOn], DISABLED)).toEqual({ messages: [], asked: [] });
    expect(await reopened([bounded("update")], small(), DISABLED)).toEqual({ messages: [], asked: [] });
    expect((await reopened([switchedOn], KEY_OFF)).messages).toEqual([]);
  });

  it("names a key that would be switched on though its record never was disabled", async () => {
    expect((await reopened([switchedOn])).messages).toEqual([
      "service-accounts/exporter#key/primary was set Inactive in AWS, and its record is active",
    ]);
  });

  it("asks AWS nothing about what leaves the boundary alone", async () => {
    const others = [
      operation("update", "service-accounts/exporter", { changed: ["tags.owner"] }),
      operation("delete", "people/w1"),
      operation("same", "people/w1"),
    ];
    expect(await reopened(others)).toEqual({ messages: [], asked: [] });
  });
});
