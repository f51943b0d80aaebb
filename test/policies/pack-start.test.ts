import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeJudged } from "../../stacks/files/judged.ts";
import { AS_OF, BASE } from "../support/small-organisation.ts";
import { type Analyzer, PackDied, stackResource, startAnalyzer } from "./analyzer.ts";
import { exporter, key, VIOLATING } from "./resources.ts";
import { commitAll, copyCode, initRepository, temporaryFolder, writeFiles, writeRecords } from "./temporary.ts";

/** How the pack starts: in a user's own terminal, and when it cannot. What it says once it runs is in `pack.test.ts`. */
describe("policies/pack", () => {
  const temporary = temporaryFolder();
  const running: Analyzer[] = [];
  afterAll(async () => {
    await Promise.all(running.map((analyzer) => analyzer.close()));
    temporary.discard();
  });

  function keep(analyzer: Analyzer): Analyzer {
    running.push(analyzer);
    return analyzer;
  }

  describe("in a terminal", () => {
    const clone = join(temporary.folder, "clone");
    const twoKeys = [stackResource(), exporter, key("primary"), key("next"), key("spare")];
    const exception = (rule: string) =>
      `rule: ${rule}\nsubject: service-accounts/exporter\nreason: The vendor rotates by hand\ncompensating: A source-IP condition\napprovedBy: person/w1\nexpires: 2099-01-01\n`;
    const levels = async (pack: Analyzer) =>
      (await pack.analyzeStack(twoKeys)).filter(({ policy }) => policy === "key-limit-active").map(({ level }) => level);

    beforeAll(() => {
      copyCode(clone);
      writeFiles(join(clone, "stacks"), { "accounts/prod/exceptions/keys.yaml": exception("key-limit-active") });
    });

    it("lets no exception hold outside git, and reads the records beside it", async () => {
      const pack = keep(await startAnalyzer({}, join(clone, "policies")));
      expect(await levels(pack)).toEqual(["mandatory"]);
      expect(pack.printed).toEqual({ stdout: expect.stringMatching(/^\d+\n$/), stderr: "" });
    });

    it("lets the exceptions of the last commit hold, and not those that are not committed", async () => {
      initRepository(clone);
      commitAll(clone);
      writeFiles(join(clone, "stacks"), { "accounts/prod/exceptions/tags.yaml": exception("tags-only-legal") });
      const pack = keep(await startAnalyzer({}, join(clone, "policies")));
      expect(await levels(pack)).toEqual(["advisory"]);
      expect((await pack.analyze(VIOLATING["tags-only-legal"]![0])).map(({ level }) => level)).toEqual(["mandatory"]);
    });
  });

  describe("that cannot start", () => {
    const death = async (environment: Record<string, string>): Promise<PackDied> => {
      try {
        keep(await startAnalyzer(environment));
      } catch (error) {
        if (error instanceof PackDied) return error;
        throw error;
      }
      throw new Error("the pack came up");
    };

    it("names every problem of the records, and prints no port", async () => {
      const root = writeRecords(join(temporary.folder, "invalid"), {
        "accounts/prod/people/w1.yaml": "owner: person/w1\npurpose: Console access\nexpires: soon\n",
        "accounts/prod/groups/readers.yaml": "owner: team/reader\npurpose: Read access\nexpires: 2027-09-30\n",
      });
      const base = { commit: BASE, exceptions: [], standing: [] };
      const died = await death({ TENURE_BASE: writeJudged(join(temporary.folder, "invalid.json"), { root, asOf: AS_OF, base }) });
      expect({ code: died.code === 0, stdout: died.stdout }).toEqual({ code: false, stdout: "" });
      expect(died.stderr).toContain("accounts/prod/people/w1.yaml:3: ");
      expect(died.stderr).toContain("accounts/prod/groups/readers.yaml:1: ");
    });

    it("says that the file of the command is not what a command writes", async () => {
      const path = join(temporary.folder, "missing.json");
      const died = await death({ TENURE_BASE: path });
      expect({ code: died.code === 0, stdout: died.stdout }).toEqual({ code: false, stdout: "" });
      expect(died.stderr).toContain(`TENURE_BASE names ${path}, which is not readable as what a command writes`);
    });
  });
});
