/** A policy document as AWS stored it, as plain JSON: AWS sends documents URL-encoded (RFC 3986), some emulators send them as they are. */
export function printStored(document: string | undefined): string | undefined {
  if (document === undefined) return undefined;
  return document.trimStart().startsWith("{") ? document : decodeURIComponent(document);
}
