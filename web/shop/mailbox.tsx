import { render } from "preact";
import "../shared/styles/base.css";
import "./styles/shop.css";
import "./styles/mailbox.css";
import { Mailbox } from "./components/mailbox";

render(<Mailbox />, document.getElementById("mailbox")!);
