import { describe, expect, it } from "vitest";
import { adoptKey } from "../../../../scripts/decide/responses/adopt-key.ts";
import type { UserRecord } from "../../../../stacks/kinds/users.ts";
import { decided, merged, situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { addKey, changeKey, keyIdOf, withPart } from "../../../support/observations.ts";
import { edit, small, smallTree } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const KEYLESS = { [EXPORTER]: "owner: team/payments\npurpose: Nightly export\nexpires: 2027-03-31\n" };
const undeclared = (id: string) => someFinding({ check: "key-undeclared", subject: `${USER}#${id}`, facet: "key" });
const slotsIn = (files: Record<string, string>, edits: Parameters<typeof merged>[1]) =>
  (merged(smallTree(files), edits).accounts.get("prod")!.records.get("service-accounts/exporter")!.fields as UserRecord).keys;

describe("scripts/decide/responses/adopt-key", () => {
  it("takes the key into the record, disabled, for two weeks, and leaves the other key alone", () => {
    expect(adoptKey(undeclared("AKIASTRANGE1"), situationOf(small()))).toEqual({
      action: "disable",
      edits: [
        {
          change: EXPORTER,
          steps: [
            {
              set: ["keys", "adopted-1"],
              to: { id: "AKIASTRANGE1", secret: "external", state: "disabled", expires: "2026-12-08" },
            },
          ],
        },
      ],
    });
  });

  it("writes what the record's kind accepts, beside a declared key", () => {
    const { decision } = decided(smallTree(), (observation) => addKey(observation, { id: "AKIASTRANGE1", user: USER }));
    expect(slotsIn({}, decision.changes[0]!.edits)).toEqual({
      primary: { expires: "2027-01-31T00:00:00Z" },
      "adopted-1": { id: "AKIASTRANGE1", secret: "external", state: "disabled", expires: "2026-12-08T00:00:00Z" },
    });
  });

  it("writes it into a record without keys, and into a person's", () => {
    for (const [files, user, ref] of [
      [KEYLESS, USER, "service-accounts/exporter"],
      [{}, "arn:aws:iam::000000000000:user/w1", "people/w1"],
    ] as const) {
      const { decision } = decided(smallTree(files), (observation) => addKey(observation, { id: "AKIASTRANGE1", user }));
      const account = merged(smallTree(files), decision.changes[0]!.edits).accounts.get("prod")!;
      expect(Object.keys((account.records.get(ref)!.fields as UserRecord).keys)).toEqual(["adopted-1"]);
    }
  });

  it("chooses a slot that is free", () => {
    const files = edit(
      EXPORTER,
      "primary: { expires: 2027-01-31 }",
      "adopted-1: { expires: 2027-01-31, id: AKIAOLD00000, secret: external }",
    );
    expect(adoptKey(undeclared("AKIASTRANGE1"), situationOf(small(files)))).toMatchObject({
      edits: [{ steps: [{ set: ["keys", "adopted-2"] }] }],
    });
  });

  it("takes two strange keys of one user one by one: each into a slot of its own, none dropped", () => {
    const { decision } = decided(smallTree(KEYLESS), (observation) =>
      addKey(addKey(observation, { id: "AKIASTRANGE1", user: USER }), { id: "AKIASTRANGE2", user: USER, status: "Inactive" }),
    );
    expect(decision.changes).toHaveLength(1);
    const ids = Object.values(slotsIn(KEYLESS, decision.changes[0]!.edits)).map(({ id }) => id);
    expect(ids.sort()).toEqual(["AKIASTRANGE1", "AKIASTRANGE2"]);
  });

  it("never writes a third key: what does not fit is held back, with the reason", () => {
    const primary = keyIdOf({ arn: USER }, { slot: "primary" });
    const { decision, comparison } = decided(smallTree(), (observation) =>
      withPart(addKey(addKey(observation, { id: "AKIASTRANGE1", user: USER }), { id: "AKIASTRANGE2", user: USER }), "keys", (keys) =>
        keys.filter(({ id }) => id !== primary),
      ),
    );
    const slots = slotsIn(
      {},
      decision.changes.flatMap(({ edits }) => edits),
    );
    const strange = comparison.findings.filter(({ check }) => check === "key-undeclared");
    const adopted = Object.values(slots).flatMap(({ id }) => id ?? []);
    // Whatever is adopted is said to be, and what is not is held back.
    expect(adopted.length + decision.heldBack.filter(({ finding }) => strange.some(({ id }) => id === finding)).length).toBe(2);
  });

  it("says which slots are in the way when the record declares two keys already", () => {
    const files = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  next: { expires: 2027-01-31 }");
    expect(adoptKey(undeclared("AKIASTRANGE1"), situationOf(small(files)))).toEqual({
      nothing: "service-accounts/exporter declares 2 keys already (primary, next); remove the slot that AWS does not have first",
    });
  });

  it("does not switch off the key that is declared when both are asked about at once", () => {
    const ended = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-11-20 }");
    const primary = keyIdOf({ arn: USER }, { slot: "primary" });
    const { decision } = decided(smallTree(ended), (observation) =>
      changeKey(addKey(observation, { id: "AKIASTRANGE1", user: USER }), primary, { status: "Active" }),
    );
    expect(slotsIn(ended, decision.changes[0]!.edits)).toEqual({
      primary: { expires: "2026-11-20T00:00:00Z", state: "disabled" },
      "adopted-1": { id: "AKIASTRANGE1", secret: "external", state: "disabled", expires: "2026-12-08T00:00:00Z" },
    });
  });
});
