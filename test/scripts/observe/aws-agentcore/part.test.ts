import { describe, expect, it } from "vitest";
import { agents } from "../../../../scripts/observe/aws-agentcore/part.ts";

const runtime = { arn: "arn:aws:x", name: "a", region: "us-east-1", role: "arn:aws:y", status: "READY", identity: null };

describe("scripts/observe/aws-agentcore/part", () => {
  it("reads what was saved, and names the path of what is otherwise", () => {
    expect(agents.parse({ runtimes: [runtime], identities: [] })).toEqual({ runtimes: [runtime], identities: [] });
    expect(agents.safeParse({ runtimes: [{ ...runtime, role: "y" }], identities: [] }).error!.issues[0]!.path).toEqual([
      "runtimes",
      0,
      "role",
    ]);
  });
});
