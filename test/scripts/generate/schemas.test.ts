import { describe, expect, it } from "vitest";
import { schemaFiles } from "../../../scripts/generate/schemas.ts";
import { schemaLine } from "../../../stacks/files/edit.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { sampleTree, textsOf } from "../../support/small-organisation.ts";

type Schema = { title: string; type?: string; properties?: Record<string, Schema>; required?: string[]; additionalProperties?: unknown };
const FILES = schemaFiles();
const schemaOf = (name: string) => JSON.parse(FILES.get(`stacks/schemas/${name}.json`)!) as Schema;

describe("scripts/generate/schemas", () => {
  it("has one file for each kind of record and for everything else that people write", () => {
    expect([...FILES.keys()].sort()).toEqual(
      [...Object.keys(KINDS), "settings", "person", "team", "event", "account", "exceptions", "review"]
        .map((name) => `stacks/schemas/${name}.json`)
        .sort(),
    );
  });

  it("is strict: editors show a key that nobody knows", () => {
    for (const [path, text] of FILES) {
      const schema = JSON.parse(text) as Schema;
      expect([path, schema.type, schema.additionalProperties]).toEqual([path, "object", false]);
      expect(schema.title.length).toBeGreaterThan(5);
    }
  });

  it("asks for what has no default, and not for what has one", () => {
    expect(schemaOf("service-accounts").required!.sort()).toEqual(["expires", "owner", "purpose"]);
    expect(schemaOf("settings").required).toEqual(["teams"]);
    expect(schemaOf("account").required!.sort()).toEqual(["environment", "id", "owner", "region"]);
  });

  it("speaks of what people write, not of what it is read as", () => {
    expect(schemaOf("service-accounts").properties!.expires!.type).toBe("string");
    expect(schemaOf("settings").properties!.residualSession!.type).toBe("string");
  });

  it("is named in the first line of every file of the sample, each file by the schema of its place", () => {
    for (const [path, text] of textsOf(sampleTree())) {
      const line = text.split("\n")[0]!;
      expect([path, line]).toEqual([path, schemaLine(path)]);
      const from = new URL(line.split("$schema=")[1]!, `https://x/stacks/${path}`).pathname.slice(1);
      expect(FILES.has(from)).toBe(true);
    }
  });
});
