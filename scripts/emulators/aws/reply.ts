import { randomUUID } from "node:crypto";
import type { AwsRequest } from "./request.ts";
import { type Element, element, print, text } from "./xml.ts";

/** What goes back to the caller. */
export type Reply = { status: number; headers: Readonly<Record<string, string>>; body: Buffer };

/** An error as AWS words it. */
export type AwsError = { status: number; code: string; message: string };

/** A value that AWS does not take. */
export function invalid(message: string): AwsError {
  return { status: 400, code: "ValidationError", message };
}

/** More than AWS allows. */
export function limitExceeded(message: string): AwsError {
  return { status: 409, code: "LimitExceeded", message };
}

/** Something that still hangs on what is to go. */
export function deleteConflict(message: string): AwsError {
  return { status: 409, code: "DeleteConflict", message };
}

const NAMESPACES: Readonly<Record<string, string>> = {
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

/** True for an answer that did what was asked. */
export function succeeded(reply: Reply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/** An error in the words of the caller's protocol. */
export function errorReply(request: Pick<AwsRequest, "protocol" | "service">, { status, code, message }: AwsError): Reply {
  if (request.protocol === "json") return jsonReply({ __type: code, message }, status);
  const error = element("Error", [text("Type", status < 500 ? "Sender" : "Receiver"), text("Code", code), text("Message", message)]);
  return xmlReply(root("ErrorResponse", request.service, [error, text("RequestId", randomUUID())]), status);
}

/** An answer of the query protocol: `<XResponse><XResult>…</XResult></XResponse>`. */
export function resultReply(action: string, service: string, result: readonly Element[]): Reply {
  const metadata = element("ResponseMetadata", [text("RequestId", randomUUID())]);
  return xmlReply(root(`${action}Response`, service, [element(`${action}Result`, result), metadata]), 200);
}

/** An XML document as a reply. */
export function xmlReply(document: Element, status: number): Reply {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(print(document)) };
}

/** A JSON document as a reply. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: Buffer.from(JSON.stringify(value)) };
}

function root(name: string, service: string, children: readonly Element[]): Element {
  return { name, namespace: NAMESPACES[service], text: "", children };
}
