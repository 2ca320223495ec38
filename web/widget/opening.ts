/** Asks the gateway for a conversation, and again after a while when no answer comes. */
import { Problem, type request } from "../shared/http";
import { backoff, type Link } from "../shared/link";
import type { Credentials } from "../shared/protocol";

/** What the asking needs of the chat around it. */
export interface Asker {
  request: typeof request;
  random(): number;
  /** Who asks: the shop's token of a customer, the token of a guest's conversation that is to be theirs. */
  tokens(): { customer: string | null; joining: string | null };
  onOpened(credentials: Credentials, joined: boolean): void;
  /** Asking again would bring the same answer. */
  onRefused(problem: Problem, joining: boolean): void;
  onLink(link: Link): void;
}

export class Opening {
  private asked = 0;
  private asking = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly asker: Asker) {}

  /** Asks at once, unless an answer is on its way. */
  start(): void {
    clearTimeout(this.timer);
    if (!this.asking) void this.ask();
  }

  /** Whatever is still answered comes too late. */
  stop(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.asking = false;
    this.tries = 0;
  }

  private async ask(): Promise<void> {
    const { customer, joining } = this.asker.tokens();
    const body: Record<string, string> = {};
    if (customer) body["customer_token"] = customer;
    if (joining) body["conversation_token"] = joining;
    const number = ++this.asked;
    this.asking = true;
    this.asker.onLink({ phase: "connecting", attempt: this.tries });
    try {
      const opened = await this.asker.request<Credentials>("POST", "/api/v1/conversations", { body });
      if (number !== this.asked) return;
      this.stop();
      this.asker.onOpened({ conversation_id: opened.conversation_id, token: opened.token }, joining !== null);
    } catch (error) {
      if (number === this.asked) this.failed(error, joining !== null);
    }
  }

  private failed(error: unknown, joining: boolean): void {
    this.asking = false;
    const problem = error instanceof Problem ? error : new Problem(0, "", String(error));
    if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      return this.asker.onRefused(problem, joining);
    }
    this.tries += 1;
    this.asker.onLink({ phase: "waiting", attempt: this.tries });
    this.timer = setTimeout(() => this.start(), backoff(this.tries, this.asker.random()));
  }
}
