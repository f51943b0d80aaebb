import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { child, element, membersOf, parse, print, text, textOf, withChild } from "../../../../scripts/emulators/aws/xml.ts";
import { testAccount } from "../../../support/aws.ts";

describe("scripts/emulators/aws/xml", () => {
  it("reads and writes the same document", () => {
    const document =
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Users><member><Name>a&amp;b</Name></member><member></member></Users><Path>/</Path></R>';
    const root = parse(document);
    expect(textOf(membersOf(root, "Users")[0], "Name")).toBe("a&b");
    expect(print(root)).toBe(document);
  });

  it("reads free text that was not escaped, and empty elements", () => {
    const root = parse("<R><Description>R&D <b> &amp; more</Description><Empty/></R>");
    expect([textOf(root, "Description"), textOf(root, "Empty")]).toEqual(["R&D <b> & more", ""]);
    expect(print(root)).toContain("<Description>R&amp;D &lt;b&gt; &amp; more</Description>");
  });

  it("refuses what does not nest", () => {
    expect(() => parse("<R><A></R>")).toThrow("expected </A>, got </R>");
    expect(() => parse("<R>")).toThrow("expected one XML element");
    expect(() => parse("plain")).toThrow("expected one XML element");
  });

  it("replaces a child where it stood and adds a new one at the end", () => {
    const root = element("R", [text("A", "1"), text("B", "2")]);
    expect(withChild(root, text("A", "3")).children.map(({ name, text: value }) => [name, value])).toEqual([
      ["A", "3"],
      ["B", "2"],
    ]);
    expect(child(withChild(root, text("C", "4")), "C")?.text).toBe("4");
  });

  it("lets descriptions with any character through", async () => {
    const iam = new IAMClient(testAccount().client);
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    await iam.send(new CreateRoleCommand({ RoleName: "lab", Description: "R&D <lab>", AssumeRolePolicyDocument }));
    expect((await iam.send(new GetRoleCommand({ RoleName: "lab" }))).Role?.Description).toBe("R&D <lab>");
  });
});
