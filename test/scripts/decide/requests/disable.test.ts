import { describe, expect, it } from "vitest";
import { disable } from "../../../../scripts/decide/requests/disable.ts";
import { editYaml } from "../../../../stacks/files/edit.ts";
import type { RecordRef } from "../../../../stacks/model/ref.ts";
import { AS_OF, edit, SMALL, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
function ask(ref: RecordRef, slots: readonly string[] = [], files: Readonly<Record<string, string>> = {}) {
  const account = small(files).accounts.get("prod")!;
  const stop = { reason: "leaked: #1", ref: "INC-1", slots };
  const { edits, refused } = disable([{ account, record: account.records.get(ref)! }], stop, AS_OF);
  return refused[0]?.because ?? edits;
}

describe("scripts/decide/requests/disable", () => {
  it("sets the state with its reason, so that taking both lines out gives the file back", () => {
    const edits = ask("service-accounts/exporter");
    const steps = [
      { set: ["state"], to: "disabled" },
      { set: ["disabled"], to: { since: AS_OF, reason: "leaked: #1", ref: "INC-1" } },
    ];
    expect(edits).toEqual([{ change: EXPORTER, steps }]);
    const stopped = editYaml(SMALL[EXPORTER]!, steps);
    expect(editYaml(stopped, [{ remove: ["state"] }, { remove: ["disabled"] }])).toBe(SMALL[EXPORTER]);
  });

  it("disables single keys", () => {
    expect(ask("service-accounts/exporter", ["primary"])).toEqual([
      { change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] },
    ]);
  });

  const disabled = edit(
    EXPORTER,
    "expires: 2027-03",
    'state: disabled\ndisabled: { since: 2026-11-20, reason: old, ref: "#1" }\nexpires: 2027-03',
  );
  const offKey = edit(EXPORTER, "{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }");
  it.each<[RecordRef, readonly string[], Readonly<Record<string, string>>, string]>([
    ["service-accounts/exporter", [], disabled, "it is disabled already: old"],
    ["service-accounts/exporter", ["primary"], offKey, "its key primary is disabled already"],
    ["service-accounts/exporter", ["next"], {}, "it has no key next; it has primary"],
    ["workloads/worker", ["next"], {}, "it has no key next; it has none"],
    ["groups/writers", [], {}, "groups hold no credentials and have no state: take it out of what uses it, or move it to retired/"],
  ])("refuses %s %j", (ref, slots, files, because) => {
    expect(ask(ref, slots, files)).toBe(because);
  });
});
