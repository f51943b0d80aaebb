import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/command/options.ts";
import { GATE_CHECK, publisher, readOrPublish } from "../../../scripts/command/publish-check.ts";
import type { GitHub } from "../../../scripts/emulators/github/github.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { smallRepository } from "../../support/git.ts";
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

  it("publishes on the commit that the head names", async () => {
    const repository = smallRepository();
    await publisher(environment(), repository.root, "main")(CHECK);
    expect(JSON.parse(server.requests.at(-1)!.body)).toMatchObject({
      name: GATE_CHECK,
      head_sha: repository.git("rev-parse", "HEAD"),
      conclusion: "success",
    });
    expect(GATE_CHECK).toBe("tenure/gate");
  });

  it("needs a commit: a working tree can carry no check", () => {
    expect(() => publisher(environment(), ".", undefined)).toThrow(
      new UsageError("--publish: name the commit with --head; a check belongs to a commit"),
    );
  });

  it("needs GitHub, and a commit that exists, before anything is judged", () => {
    const repository = smallRepository();
    expect(() => publisher({}, repository.root, "main")).toThrow(/^no repository on GitHub is named/);
    expect(() => publisher(environment(), repository.root, "nowhere")).toThrow(/^there is no commit "nowhere"/);
  });

  describe("records that cannot be read", () => {
    const broken = () => {
      throw new RecordError([{ file: "settings.yaml", line: 2, message: "unknown key" }]);
    };

    it("are published where the author looks, and still stop the run", async () => {
      const repository = smallRepository();
      await expect(readOrPublish(broken, publisher(environment(), repository.root, "main"), repository.root)).rejects.toThrow(
        "settings.yaml:2: unknown key",
      );
      expect(JSON.parse(server.requests.at(-1)!.body)).toMatchObject({
        name: "tenure/gate",
        conclusion: "failure",
        output: { title: "1 error in the records", annotations: [{ path: "stacks/settings.yaml", start_line: 2, message: "unknown key" }] },
      });
    });

    it("are not published when nobody asked for it, nor is any other error", async () => {
      await expect(readOrPublish(broken, undefined, ".")).rejects.toThrow(RecordError);
      const count = server.requests.length;
      const other = () => {
        throw new Error("no disk");
      };
      await expect(readOrPublish(other, publisher(environment(), smallRepository().root, "main"), ".")).rejects.toThrow("no disk");
      expect(server.requests.length).toBe(count);
    });
  });
});
