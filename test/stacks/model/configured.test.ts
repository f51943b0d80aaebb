import { describe, expect, it } from "vitest";
import { sources } from "../../../stacks/model/configured.ts";

const messages = (input: unknown) => sources.safeParse(input).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("stacks/model/configured", () => {
  it("asks nothing of anybody unless it is stated", () => {
    expect(sources.parse(undefined)).toEqual({ hr: null, agentCore: { regions: [] }, applications: {}, github: null, home: null });
  });

  it("has a default for all but where people come from", () => {
    expect(sources.parse({ hr: { format: "json", file: "hr.json" } }).hr).toEqual({
      ...{
        format: "json",
        file: "hr.json",
        tenant: null,
        staleAfter: 129_600_000,
        least: 1,
        words: { status: {}, type: {}, department: {} },
      },
    });
  });

  it("says what is wrong with a source", () => {
    expect(messages({ hr: { format: "json" } })).toEqual(["hr.file: Invalid input: expected string, received undefined"]);
    expect(messages({ hr: { format: "json", file: "x", stalAfter: "1d" } })![0]).toContain('did you mean "staleAfter"?');
    expect(messages({ hr: { format: "xls", file: "x" } })![0]).toMatch(/^hr\.format: /);
    const words = { status: { Terminated: "gone" } };
    expect(messages({ hr: { format: "json", file: "x", words } })![0]).toMatch(/^hr\.words\.status\.Terminated: /);
  });

  it("lets no application take GitHub's name, nor one that would not make the name of a token", () => {
    const scim = { format: "scim", url: "https://x.example.com/scim" };
    expect(messages({ applications: { github: scim } })).toEqual(["applications.github: github is a source of its own (sources.github)"]);
    expect(messages({ applications: { Jira_1: scim } })![0]).toMatch(/^applications\.Jira_1: expected lower-case/);
    expect(messages({ applications: { ticketing: { ...scim, url: "http://x.example.com" } } })![0]).toMatch(
      /^applications\.ticketing\.url: expected https/,
    );
  });

  it("asks of an account without a person who answers for it and until when", () => {
    const application = { format: "scim", url: "https://x.example.com/scim", accounts: { "0057": { owner: "team/web" } } };
    expect(messages({ applications: { ticketing: application } })!.map((message) => message.split(": ")[0])).toEqual([
      "applications.ticketing.accounts.0057.purpose",
      "applications.ticketing.accounts.0057.expires",
    ]);
  });
});
