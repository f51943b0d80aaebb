import { describe, expect, it } from "vitest";
import { proposedFiles } from "../../../scripts/propose/files.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";
import { merged } from "../../support/decisions.ts";
import { SMALL, smallTree, textsOf } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const texts = textsOf(smallTree());

describe("scripts/propose/files", () => {
  it("changes what the steps say and keeps every other byte, comments included", () => {
    expect(proposedFiles([{ change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }], texts)).toEqual([
      {
        path: EXPORTER,
        text: SMALL[EXPORTER]!.replace("{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }"),
      },
    ]);
  });

  it("writes a new record with the schema line that editors know it by", () => {
    const [file] = proposedFiles(
      [{ create: "accounts/prod/groups/new.yaml", record: { owner: "team/payments", permissions: ["ledger-write"] } }],
      texts,
    );
    expect(file).toEqual({
      path: "accounts/prod/groups/new.yaml",
      text: "# yaml-language-server: $schema=../../../schemas/groups.json\nowner: team/payments\npermissions: [ ledger-write ]\n",
    });
  });

  it("moves a record: the old path goes, the new one has the text with the edits", () => {
    const path = "accounts/prod/groups/readers.yaml";
    const line = "# yaml-language-server: $schema=../../../schemas/groups.json\n";
    const to = "accounts/prod/retired/groups/readers.yaml";
    const files = proposedFiles(
      [{ move: path, to, steps: [{ set: ["retired"], to: { at: "2026-11-24T00:00:00Z", reason: "it ended", ref: "x" } }] }],
      new Map([[path, line + SMALL[path]]]),
    );
    expect(files).toEqual([
      { path, text: null },
      {
        path: to,
        text: `# yaml-language-server: $schema=../../../../schemas/groups.json\n${SMALL[path]}retired: { at: 2026-11-24T00:00:00Z, reason: it ended, ref: x }\n`,
      },
    ]);
  });

  it.each([
    ["words that YAML would take for something else", "no"],
    ["a number", "0123"],
    ["a colon and a hash", "ended: see #12 # or not"],
    ["quotes and braces", `it's "{ over }"`],
    ["a line break", "one\ntwo"],
    ["a leading dash", "- item"],
    ["what looks like a tag", "!!binary x"],
    ["an anchor", "&a *b"],
    ["an e-mail-like word", "@here"],
    ["percent and backtick", "%TAG `x`"],
    ["nothing", ""],
    ["other scripts", "Прощай 終わり 🏁"],
  ])("writes %s so that it is read as what it was", (_, reason) => {
    const disabled = { since: "2026-11-24T00:00:00Z", reason, ref: "x" };
    const edits = [
      {
        change: EXPORTER,
        steps: [
          { set: ["state"], to: "disabled" },
          { set: ["disabled"], to: disabled },
        ],
      },
    ];
    const record = merged(smallTree(), edits).accounts.get("prod")!.records.get("service-accounts/exporter")!;
    expect(record.fields.disabled).toEqual(disabled);
  });

  it("throws when the file of an edit is not in the commit: the edit is for another one", () => {
    expect(() => proposedFiles([{ change: "accounts/prod/groups/gone.yaml", steps: [] }], texts)).toThrow(
      new ProjectError("EDIT_WITHOUT_FILE", "there is no accounts/prod/groups/gone.yaml in the commit that is to be edited"),
    );
  });

  it("does not write a new record over one that is there", () => {
    expect(() => proposedFiles([{ create: EXPORTER, record: { owner: "team/security" } }], texts)).toThrow();
  });

  it("does not move a record over one that is there", () => {
    const edits = [{ move: EXPORTER, to: "accounts/prod/groups/readers.yaml", steps: [] }];
    expect(() => proposedFiles(edits, texts)).toThrow(expect.objectContaining({ code: "EDIT_OVER_FILE" }));
  });

  it("takes several edits of one file together: none undoes another", () => {
    const files = proposedFiles(
      [
        { change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] },
        { change: EXPORTER, steps: [{ set: ["expires"], to: "2026-12-31" }] },
      ],
      texts,
    );
    expect(files).toEqual([
      {
        path: EXPORTER,
        text: SMALL[EXPORTER]!.replace("{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }").replace(
          "expires: 2027-03-31",
          "expires: 2026-12-31",
        ),
      },
    ]);
  });

  describe("one account of a shared record", () => {
    const SHARED = "accounts/_shared/groups/auditors.yaml";
    const OWN = "accounts/prod/groups/auditors.yaml";
    const shared = (accounts: string) =>
      new Map([[SHARED, `# yaml-language-server: $schema=../../../schemas/groups.json\nowner: team/a # ours\nin: ${accounts}\n`]]);
    const split = (to: string) => [{ split: SHARED, account: "prod", to, steps: [{ set: ["owner"], to: "team/b" }] }];

    it("gets a copy of its own that alone is changed, comments kept", () => {
      expect(proposedFiles(split(OWN), shared("[dev, prod]"))).toEqual([
        { path: SHARED, text: "# yaml-language-server: $schema=../../../schemas/groups.json\nowner: team/a # ours\nin: [ dev ]\n" },
        { path: OWN, text: "# yaml-language-server: $schema=../../../schemas/groups.json\nowner: team/b # ours\n" },
      ]);
    });

    it("takes the file along when it is the last one", () => {
      expect(proposedFiles(split("accounts/prod/retired/groups/auditors.yaml"), shared("[prod]"))).toEqual([
        { path: SHARED, text: null },
        {
          path: "accounts/prod/retired/groups/auditors.yaml",
          text: "# yaml-language-server: $schema=../../../../schemas/groups.json\nowner: team/b # ours\n",
        },
      ]);
    });

    it("never overwrites a record that is there", () => {
      const texts = new Map([...shared("[prod, dev]"), [OWN, "owner: team/c\n"]]);
      expect(() => proposedFiles(split(OWN), texts)).toThrow(`${OWN} is there already`);
    });
  });
});
