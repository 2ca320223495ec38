"""The encoder and scikit-learn's logistic regression, nothing else, in the engine's environment.

    python -m benchmarks.nlu_regression JOB.json

The job holds `{"train": [[text, label], …], "test": [text, …]}`; the answer `{"said": [label, …]}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from bot.evaluation.reader import load_encoder


def main(job_file: str) -> int:
    """Run one job."""
    job = json.loads(Path(job_file).read_text("utf-8"))
    encoder = load_encoder()
    texts, labels = zip(*job["train"], strict=True)
    sys.stderr.write(f"encoding {len(texts)} + {len(job['test'])} texts\n")
    model = LogisticRegression(max_iter=2000).fit(encoder.encode(texts), labels)
    said = model.predict(encoder.encode(job["test"])).tolist()
    sys.stdout.write(json.dumps({"said": said}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
