import { render } from "preact";
import "../shared/styles/base.css";
import "./styles/shop.css";
import "./styles/hero.css";
import "./styles/products.css";
import { Shop } from "./components/shop";

render(<Shop />, document.getElementById("app")!);
