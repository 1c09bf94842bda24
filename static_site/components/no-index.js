/** Search engines leave a private page alone. */
import { useEffect } from "../vendor/preact.js";

export function useNoIndex() {
  useEffect(() => {
    const meta = Object.assign(document.createElement("meta"), { name: "robots", content: "noindex" });
    document.head.append(meta);
    return () => meta.remove();
  }, []);
}
