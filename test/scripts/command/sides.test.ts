import { describe, expect, it } from "vitest";
import { hollowTree, readSides, sidesOf, withAccountsOf } from "../../../scripts/command/sides.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { inStacks, smallRepository } from "../../support/git.ts";
import { edit, SMALL, smallTree } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const OFF = { [EXPORTER]: `${SMALL[EXPORTER]}state: disabled\ndisabled: { since: 2026-11-24, reason: stopped, ref: x }\n` };
const TIGHT = { "settings.yaml": `${SMALL["settings.yaml"]}lifetimes: { people: 1d }\n` };
const BROKEN = { [EXPORTER]: "owner: team/payments\n" };
const DEV = 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n';

describe("scripts/command/sides", () => {
  it("are base and head, and what differs", () => {
    const sides = sidesOf(smallTree(), smallTree(OFF), false);
    expect(sides.diff.records.map(({ ref, how }) => [ref, how])).toEqual([["service-accounts/exporter", "changed"]]);
    expect([sides.reduces, sides.code, sides.baseProblem]).toEqual([true, false, undefined]);
  });

  it("take nothing that comes with code for a reduction", () => {
    expect(sidesOf(smallTree(), smallTree(OFF), true)).toMatchObject({ reduces: false, code: true });
  });

  it("judge head by the settings of base, and say that the change touches them", () => {
    const sides = sidesOf(smallTree(), smallTree(TIGHT), false);
    expect(sides.head.declared.settings.lifetimes.people).toBe(180 * 86_400_000);
    expect([sides.diff.settings, sides.reduces]).toEqual([true, false]);
  });

  it("refuse a head whose own settings are broken: they would be everybody's base after the merge", () => {
    expect(() => sidesOf(smallTree(), smallTree({ "settings.yaml": "teams: {}\n" }), false)).toThrow(RecordError);
  });

  it("refuse a head that cannot be read, with all problems", () => {
    expect(() => sidesOf(smallTree(), smallTree(BROKEN), false)).toThrow(/service-accounts\/exporter\.yaml:1: missing key "expires"/);
  });

  it("take everything for new when there is no base", () => {
    const sides = sidesOf(undefined, smallTree(), false);
    expect([sides.base, sides.reduces, sides.baseProblem]).toEqual([undefined, false, undefined]);
    expect(sides.diff.records.map(({ how }) => how)).toEqual(Array(8).fill("added"));
  });

  it("take everything for new when base cannot be read, and say why", () => {
    const sides = sidesOf(smallTree(BROKEN), smallTree(), false);
    expect([sides.base, sides.reduces, sides.diff.records.length]).toEqual([undefined, false, 8]);
    expect(sides.baseProblem).toMatch(
      /^base 1{40} cannot be read, so nothing holds from there: 2 problems, the first is accounts\/prod\/service-accounts\/exporter\.yaml:1: missing key "(expires|purpose)"$/,
    );
  });

  describe("read from git", () => {
    it("are a commit and the working tree, or two commits", () => {
      const repository = smallRepository();
      const base = repository.git("rev-parse", "HEAD");
      expect(readSides(repository.root, "HEAD", undefined).diff.records).toEqual([]);
      repository.write(inStacks(OFF));
      expect(readSides(repository.root, "HEAD", undefined)).toMatchObject({
        reduces: true,
        code: false,
        head: { tree: { commit: "working tree" } },
      });
      const head = repository.commit({});
      expect(readSides(repository.root, base, head)).toMatchObject({
        reduces: true,
        base: { tree: { commit: base } },
        head: { tree: { commit: head } },
      });
      expect(readSides(repository.root, head, base)).toMatchObject({ reduces: false });
    });

    it.each([
      ["a file beside the records", { "README.md": "more\n" }],
      ["a file of ours in their folder", { "stacks/index.ts": "export {};\n" }],
      ["a new file that nobody has added to git yet", { "scripts/x.ts": "export {};\n" }],
      ["a workflow", { ".github/workflows/x.yml": "on: push\n" }],
    ])("see that %s is code", (_, files) => {
      const repository = smallRepository();
      repository.write({ ...inStacks(OFF), ...files });
      expect(readSides(repository.root, "HEAD", undefined)).toMatchObject({ code: true, reduces: false });
    });

    it("take records and people for data, and the settings for code (records.md, clarification 14)", () => {
      const repository = smallRepository();
      repository.write(inStacks(OFF));
      expect(readSides(repository.root, "HEAD", undefined).code).toBe(false);
      repository.write(inStacks(TIGHT));
      expect(readSides(repository.root, "HEAD", undefined).code).toBe(true);
    });

    it("name the accounts whose own program differs, and no others", () => {
      const repository = smallRepository();
      repository.write({ "stacks/accounts/prod/extra.ts": "x", "accounts/dev/extra.ts": "x" });
      expect(readSides(repository.root, "HEAD", undefined).programs).toEqual(["prod"]);
    });

    it("do not mind what git ignores", () => {
      const repository = smallRepository();
      repository.commit({ ".gitignore": "node_modules/\n" });
      repository.write({ "node_modules/x/index.js": "1\n", ...inStacks(OFF) });
      expect(readSides(repository.root, "HEAD", undefined).code).toBe(false);
    });
  });

  it("are planned with the accounts of both: one that is new or gone has to be planned too", () => {
    const dev = smallTree({
      "accounts/dev/account.yaml": DEV,
      "accounts/dev/groups/a.yaml": "owner: team/payments\npurpose: One\nexpires: 2027-03-31\n",
    });
    const both = withAccountsOf(smallTree(), dev);
    expect([...both.files.keys()].filter((path) => path.startsWith("accounts/dev/"))).toEqual(["accounts/dev/account.yaml"]);
    expect(withAccountsOf(dev, smallTree(edit("accounts/prod/account.yaml", "production", "non-production"))).files).toEqual(dev.files);
  });

  it("have a hollow base where there is none: the same organisation without a record", () => {
    const hollow = hollowTree(smallTree({ "accounts/prod/exceptions/x.yaml": "x", "accounts/prod/retired/groups/a.yaml": "x" }));
    expect([...hollow.files.keys()].filter((path) => path.startsWith("accounts/"))).toEqual(["accounts/prod/account.yaml"]);
    expect(hollow.files.has("settings.yaml") && hollow.files.has("directory/people/w1.yaml")).toBe(true);
  });
});
