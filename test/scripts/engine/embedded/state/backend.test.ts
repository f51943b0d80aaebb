import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Backend, openBackend } from "../../../../../scripts/engine/embedded/state/backend.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tenure-backend-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function open(path: string, url = `file://${path}`): Backend {
  return openBackend({ PULUMI_BACKEND_URL: url }, { folder: path, name: "tenure" }, "prod");
}

describe("scripts/engine/embedded/state/backend", () => {
  it("lays out a stack as Pulumi does and keeps the version before", () => {
    const path = folder();
    const backend = open(path);
    expect(backend.read()).toBeUndefined();
    backend.prepare();
    backend.write("one");
    backend.write("two");
    expect(readFileSync(join(path, ".pulumi/meta.yaml"), "utf8")).toBe("version: 1\n");
    expect(readFileSync(join(path, ".pulumi/stacks/tenure/prod.json"), "utf8")).toBe("two");
    expect(readFileSync(join(path, ".pulumi/stacks/tenure/prod.json.bak"), "utf8")).toBe("one");
    expect(readdirSync(join(path, ".pulumi/stacks/tenure"))).toEqual(["prod.json", "prod.json.bak"]);
  });

  it("removes the checksum that the CLI's storage library keeps beside a file", () => {
    const path = folder();
    const backend = open(path);
    backend.write("one");
    writeFileSync(`${backend.checkpointFile}.attrs`, '{"md5":"of something else"}');
    backend.write("two");
    expect(existsSync(`${backend.checkpointFile}.attrs`)).toBe(false);
  });

  it("adds to the history in the CLI's form", () => {
    const path = folder();
    const backend = open(path);
    backend.write("state");
    backend.addHistory({ kind: "update", startTime: 1, endTime: 2, result: "succeeded", resourceChanges: { create: 3 } });
    const [checkpoint, history] = readdirSync(join(path, ".pulumi/history/tenure/prod")).sort();
    expect(checkpoint).toMatch(/^prod-\d{19}\.checkpoint\.json$/);
    expect(JSON.parse(readFileSync(join(path, ".pulumi/history/tenure/prod", history!), "utf8"))).toEqual({
      kind: "update",
      startTime: 1,
      endTime: 2,
      result: "succeeded",
      resourceChanges: { create: 3 },
      message: "",
      environment: { "exec.kind": "tenure.embedded" },
      config: {},
      version: 0,
    });
    expect(readdirSync(join(path, ".pulumi/backups/tenure/prod"))).toEqual([expect.stringMatching(/^prod\.\d{19}\.json$/)]);
  });

  it("takes folders that are absolute or relative to the project", () => {
    const path = folder();
    expect(open(path, "file://state").checkpointFile).toBe(join(path, "state/.pulumi/stacks/tenure/prod.json"));
    expect(open(path, `file://${path}?no_tmp_dir=true`).checkpointFile).toBe(join(path, ".pulumi/stacks/tenure/prod.json"));
  });

  it("refuses other backends and layouts", () => {
    const path = folder();
    for (const url of ["s3://bucket", "https://api.pulumi.com", ""]) {
      expect(() => open(path, url)).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }));
    }
    mkdirSync(join(path, ".pulumi/stacks"), { recursive: true });
    writeFileSync(join(path, ".pulumi/stacks/prod.json"), "{}");
    expect(() => open(path).read()).toThrow(/legacy layout/);
    writeFileSync(join(path, ".pulumi/meta.yaml"), "version: 2\n");
    expect(() => open(path).read()).toThrow(/layout 2/);
  });

  it("says plainly that it cannot write, and leaves what was there", () => {
    const path = folder();
    const backend = open(path);
    backend.write("one");
    mkdirSync(`${backend.checkpointFile}.tmp`); // in the way of the new file, as a full disk or a lost permission would be
    expect(() => backend.write("two")).toThrow(
      expect.objectContaining({ code: "STATE_UNWRITABLE", message: expect.stringContaining(backend.checkpointFile) }),
    );
    expect(readFileSync(backend.checkpointFile, "utf8")).toBe("one");
  });
});
