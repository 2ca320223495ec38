/** An RFC 9457 problem, or the network's failure with status 0. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** The gateway's own name for what went wrong; empty when it gave none. */
    readonly code = "",
  ) {
    super(detail || title);
    this.name = "Problem";
  }
}

const TIME_LIMIT = 15_000;
const CONTENT_LIMIT = 60_000;

/**
 * Sends one JSON request and returns the decoded answer.
 *
 * @throws Problem for every failure: the server's own words when it gave any, status 0 when no
 *   answer came within the time limit.
 */
export async function request<T>(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  const init: RequestInit = {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIME_LIMIT),
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    throw new Problem(0, "No answer", error instanceof Error ? error.message : String(error));
  }
  const decoded = await decode(response);
  if (!response.ok) throw problemFrom(response, decoded);
  return decoded as T;
}

async function decode(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(response.status, response.statusText, "The server's answer could not be read.");
  }
}

function problemFrom(response: Response, decoded: unknown): Problem {
  return readProblem(response.status, response.statusText, decoded);
}

/** What a refusal's decoded body says, whatever shape it has. */
export function readProblem(status: number, title: string, decoded: unknown): Problem {
  const fields = (typeof decoded === "object" && decoded !== null ? decoded : {}) as Record<string, unknown>;
  const words = (name: string, otherwise: string) => (typeof fields[name] === "string" ? fields[name] : otherwise);
  return new Problem(status, words("title", title), words("detail", ""), words("code", ""));
}

/** The content of a file, and the problem's own words when it is refused. */
export async function fetchContent(path: string, headers: Record<string, string>): Promise<Blob> {
  const signal = AbortSignal.timeout(CONTENT_LIMIT);
  const response = await fetch(path, { headers, credentials: "same-origin", signal });
  if (!response.ok) throw readProblem(response.status, response.statusText, await response.json().catch(() => null));
  return response.blob();
}
