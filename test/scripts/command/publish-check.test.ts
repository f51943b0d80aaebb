import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APPROVALS_CHECK, GATE_CHECK, publisher, readOrPublish } from "../../../scripts/command/publish-check.ts";
import type { GitHub } from "../../../scripts/emulators/github/github.ts";
import { openGitHub } from "../../../scripts/github/client.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { type Http, startHttp } from "../../support/http.ts";
import { startRepository } from "../../support/repository.ts";

const CHECK = { conclusion: "success", title: "passed", summary: "text", annotations: [] } as const;

describe("scripts/command/publish-check", () => {
  let github: GitHub;
  let server: Http;
  beforeAll(async () => {
    github = await startRepository();
    server = await startHttp(() => ({ status: 201, json: { id: 1, html_url: "https://x" } }));
  });
  afterAll(async () => {
    await github.close();
    await server.close();
  });
  const environment = () => ({ ...github.environment(), GITHUB_API_URL: server.url });

  const client = () => openGitHub(environment())!;
  const HEAD = "1".repeat(40) as Commit;

  it("publishes under a name on a commit", async () => {
    await publisher(client(), HEAD)(GATE_CHECK, CHECK);
    expect(JSON.parse(server.requests.at(-1)!.body)).toMatchObject({ name: GATE_CHECK, head_sha: HEAD, conclusion: "success" });
    expect([GATE_CHECK, APPROVALS_CHECK]).toEqual(["tenure/gate", "tenure/approvals"]);
  });

  describe("records that cannot be read", () => {
    const broken = () => {
      throw new RecordError([{ file: "settings.yaml", line: 2, message: "unknown key" }]);
    };

    it("are published where the author looks, and still stop the run", async () => {
      await expect(readOrPublish(broken, publisher(client(), HEAD), "stacks/")).rejects.toThrow("settings.yaml:2: unknown key");
      const output = {
        title: "1 error in the records",
        annotations: [{ path: "stacks/settings.yaml", start_line: 2, message: "unknown key" }],
      };
      expect(server.requests.slice(-2).map(({ body }) => JSON.parse(body))).toMatchObject([
        { name: "tenure/gate", conclusion: "failure", output },
        { name: "tenure/approvals", conclusion: "failure", output },
      ]);
    });

    it("are not published when nobody asked for it, nor is any other error", async () => {
      await expect(readOrPublish(broken, undefined, "")).rejects.toThrow(RecordError);
      const count = server.requests.length;
      const other = () => {
        throw new Error("no disk");
      };
      await expect(readOrPublish(other, publisher(client(), HEAD), "")).rejects.toThrow("no disk");
      expect(server.requests.length).toBe(count);
    });
  });
});
