import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request of AWS's query protocol: the operation and its parameters, `Tags.member.1.Key` and so on. */
export type ScriptedRequest = { action: string; parameters: Record<string, string> };

/** What AWS answers: the inside of the result element, or an error; `cut` drops the connection instead. */
export type ScriptedReply = { result?: string } | { status: number; code: string; message: string } | "cut";

/** An AWS that says what a test tells it to: for what the emulator cannot do or never says. */
export type ScriptedAws = { requests: ScriptedRequest[]; environment: Record<string, string>; close(): Promise<void> };

/** Starts one on a free port of 127.0.0.1. */
export async function startScriptedAws(reply: (request: ScriptedRequest) => ScriptedReply): Promise<ScriptedAws> {
  const requests: ScriptedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { Action: action = "", ...parameters } = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    requests.push({ action, parameters });
    const answer = reply({ action, parameters });
    if (answer === "cut") {
      incoming.socket.destroy();
      return;
    }
    const isError = "code" in answer;
    response.writeHead(isError ? answer.status : 200, { "content-type": "text/xml" });
    response.end(
      isError
        ? `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.code}</Code><Message>${answer.message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
        : `<${action}Response><${action}Result>${answer.result ?? ""}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    requests,
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "AKIASCRIPTED",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
