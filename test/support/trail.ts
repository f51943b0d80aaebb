import { CloudTrailClient, type LookupEventsCommandInput } from "@aws-sdk/client-cloudtrail";

/** A trail that answers each lookup as told, an error for a refusal; `asked` are the lookups that came. */
export function fakeTrail(answer: (input: LookupEventsCommandInput) => object): {
  trail: CloudTrailClient;
  asked: LookupEventsCommandInput[];
} {
  const asked: LookupEventsCommandInput[] = [];
  const trail = new CloudTrailClient({ region: "us-east-1" });
  trail.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input as LookupEventsCommandInput);
        const found = answer(input as LookupEventsCommandInput);
        if (found instanceof Error) throw found;
        return { response: {}, output: { $metadata: {}, ...found } as never };
      },
    { step: "initialize" },
  );
  return { trail, asked };
}
