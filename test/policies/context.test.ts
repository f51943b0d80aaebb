import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Context, readContext } from "../../policies/context.ts";
import { writeJudged } from "../../stacks/files/judged.ts";
import { ProjectError, RecordError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { AS_OF, BASE } from "../support/small-organisation.ts";
import { commitAll, git, initRepository, temporaryFolder, writeFiles, writeRecords } from "./temporary.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const TWO_KEYS =
  "owner: team/payments\npurpose: Nightly export\nexpires: 2027-03-31\nkeys: { a: { expires: 2027-01-31 }, b: { expires: 2027-01-31 } }\n";
const NOTHING = { commit: "working tree", exceptions: [], standing: [] };

const exceptionText = (expires: string) =>
  `rule: key-limit-active\nsubject: service-accounts/exporter\nreason: The vendor rotates by hand\ncompensating: A source-IP condition\napprovedBy: person/w1\nexpires: ${expires}\n`;

describe("policies/context", () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let root: string;

  beforeEach(() => {
    temporary = temporaryFolder();
    root = join(temporary.folder, "stacks");
    writeRecords(root);
  });
  afterEach(() => temporary.discard());

  /** The context of a user's own terminal. */
  const inTerminal = (): Context => readContext({}, root, AS_OF);

  describe("with the file of a command", () => {
    const write = (content: unknown) => {
      const path = join(temporary.folder, "judged.json");
      writeFiles(temporary.folder, { "judged.json": typeof content === "string" ? content : JSON.stringify(content) });
      return { TENURE_BASE: path };
    };

    it("takes records, time and what holds from there, and nothing from where it stands", () => {
      initRepository(temporary.folder);
      commitAll(temporary.folder);
      const elsewhere = writeRecords(join(temporary.folder, "head"), { [EXPORTER]: TWO_KEYS });
      const base = {
        commit: BASE,
        exceptions: [
          {
            id: "prod/exceptions/x",
            rule: "leaver",
            subject: "people/w1" as const,
            account: "prod",
            expires: "2027-01-01T00:00:00Z" as Instant,
          },
        ],
        standing: [{ rule: "key-limit-active", account: "prod", subject: "service-accounts/exporter", message: "two" }],
      };
      const asOf = "2026-12-24T18:00:00Z" as Instant;
      const path = writeJudged(join(temporary.folder, "judged.json"), { root: elsewhere, asOf, base });
      const context = readContext({ TENURE_BASE: path }, join(temporary.folder, "missing"), AS_OF);
      expect({ asOf: context.asOf, holding: context.holding }).toEqual({ asOf, holding: base });
      expect(context.declared.accounts.get("prod")?.records.get("service-accounts/exporter")?.fields).toMatchObject({
        keys: { a: {}, b: {} },
      });
    });

    it.each([
      ["is missing", () => ({ TENURE_BASE: join(temporary.folder, "missing.json") })],
      ["is empty", () => write("")],
      ["is no JSON", () => write("root: stacks")],
      ["lacks what holds on base", () => write({ root, asOf: AS_OF })],
      ["has a key that commands do not write", () => write({ root, asOf: AS_OF, base: NOTHING, extra: 1 })],
      ["states no instant", () => write({ root, asOf: "today", base: NOTHING })],
      ["has a name that is empty", () => ({ TENURE_BASE: "" })],
    ])("fails when the file %s: without it nothing may be judged", (_, environmentOf) => {
      const environment = environmentOf();
      expect(() => readContext(environment, root, AS_OF)).toThrow(
        expect.objectContaining({
          name: ProjectError.name,
          code: "JUDGED_INVALID",
          message: expect.stringContaining(`TENURE_BASE names ${environment.TENURE_BASE}`),
        }),
      );
    });

    it("fails with every problem when the judged records are invalid", () => {
      writeFiles(root, { [EXPORTER]: "owner: nobody\n" });
      const environment = write({ root, asOf: AS_OF, base: NOTHING });
      expect(() => readContext(environment, temporary.folder, AS_OF)).toThrow(RecordError);
    });
  });

  describe("in a terminal", () => {
    it("takes the records where it stands and the clock that it is given; outside git nothing holds", () => {
      writeFiles(root, { [EXPORTER]: TWO_KEYS, "accounts/prod/exceptions/two-keys.yaml": exceptionText("2027-01-01") });
      const context = inTerminal();
      expect({ asOf: context.asOf, holding: context.holding }).toEqual({ asOf: AS_OF, holding: NOTHING });
      expect(context.declared.accounts.get("prod")?.exceptions).toHaveLength(1);
    });

    it("lets nothing hold in a repository without a commit", () => {
      initRepository(temporary.folder);
      expect(inTerminal().holding).toEqual(NOTHING);
    });

    it("lets the exceptions of the last commit hold, never those that a change brings along", () => {
      initRepository(temporary.folder);
      writeFiles(root, { "accounts/prod/exceptions/two-keys.yaml": exceptionText("2027-01-01") });
      const commit = commitAll(temporary.folder);
      writeFiles(root, { "accounts/prod/exceptions/more.yaml": exceptionText("2027-02-01") });
      expect(inTerminal().holding).toEqual({
        commit,
        exceptions: [
          {
            id: "prod/exceptions/two-keys",
            rule: "key-limit-active",
            subject: "service-accounts/exporter",
            account: "prod",
            expires: "2027-01-01T00:00:00Z",
          },
        ],
        standing: [],
      });
    });

    it("does not let a lapsed exception hold", () => {
      initRepository(temporary.folder);
      writeFiles(root, { "accounts/prod/exceptions/two-keys.yaml": exceptionText(AS_OF) });
      commitAll(temporary.folder);
      expect(inTerminal().holding.exceptions).toEqual([]);
    });

    it("knows what stands in the last commit, and not what a change breaks", () => {
      initRepository(temporary.folder);
      writeFiles(root, { [EXPORTER]: TWO_KEYS });
      commitAll(temporary.folder);
      writeFiles(root, { "accounts/prod/groups/readers.yaml": "owner: team/ghosts\npurpose: Read access\nexpires: 2027-09-30\n" });
      expect(inTerminal().holding.standing.map(({ rule, subject }) => `${subject} ${rule}`)).toEqual([
        "service-accounts/exporter key-limit-active",
      ]);
    });

    it("compares with the default branch of the origin where there is one: own commits do not count", () => {
      initRepository(temporary.folder);
      const published = commitAll(temporary.folder);
      git(temporary.folder, "update-ref", "refs/remotes/origin/main", published);
      git(temporary.folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
      writeFiles(root, { [EXPORTER]: TWO_KEYS, "accounts/prod/exceptions/two-keys.yaml": exceptionText("2027-01-01") });
      commitAll(temporary.folder);
      expect(inTerminal().holding).toEqual({ commit: published, exceptions: [], standing: [] });
    });

    it.each<[string, Record<string, string | null>]>([
      ["is broken", { [EXPORTER]: "owner: nobody\n" }],
      ["has no settings", { "settings.yaml": null }],
    ])("lets nothing hold when the base %s, and judges the rest all the same", (_, broken) => {
      initRepository(temporary.folder);
      writeFiles(root, broken);
      commitAll(temporary.folder);
      writeRecords(root);
      expect(inTerminal().holding).toEqual(NOTHING);
    });

    it("lets nothing hold when the records were never committed", () => {
      initRepository(temporary.folder);
      writeFiles(temporary.folder, { ".gitignore": "stacks\n" });
      commitAll(temporary.folder);
      expect(inTerminal().holding).toEqual(NOTHING);
    });

    it("fails with every problem when the records where it stands are invalid", () => {
      writeFiles(root, { [EXPORTER]: "owner: nobody\n", "accounts/prod/people/w1.yaml": "purpose: x\n" });
      let files: readonly string[] = [];
      try {
        inTerminal();
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        files = error.problems.map(({ file }) => file);
      }
      expect([...new Set(files)]).toEqual(["accounts/prod/people/w1.yaml", EXPORTER]);
    });
  });
});
