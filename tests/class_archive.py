"""The classes that Spark loads at its start, in an archive that all JVMs of the suite share.

A JVM of Java 13 or later maps such an archive into memory instead of reading, checking and linking some 15,000 classes
of 280 files (JEP 350). It is made beside the first tests, and used by what starts once it is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from runner.engine import QUICK

WHERE = "CLASS_ARCHIVE"
"""The variable by which the processes of the suite know the file."""

USUAL_WORK = """
create table one as select id, row_number() over (partition by id % 7 order by id desc) as place from range(1000);
select place, count(*), percentile(id, 0.5) from one join (select 1 as place) using (place) group by place
"""


def spark_options() -> dict[str, str]:
    """The variables by which Spark's JVMs start as soon as they can."""
    archive = os.environ.get(WHERE, "")
    if not Path(archive).is_file():
        return {"SPARK_SUBMIT_OPTS": QUICK}
    shared = f"-XX:SharedArchiveFile={archive}"
    executors = f"-Dspark.executor.extraJavaOptions={shared}"
    return {
        "SPARK_SUBMIT_OPTS": f"{QUICK} {shared} {executors}",
        "SPARK_DAEMON_JAVA_OPTS": f"{QUICK} {shared}",
    }


class ClassArchive:
    """The archive and the process that makes it, below a folder that goes with them."""

    def __init__(self) -> None:
        import pyspark

        self.folder = Path(tempfile.mkdtemp(prefix="classes-"))
        os.environ[WHERE] = str(self.folder / "classes.jsa")
        # It is not to be seen before it is whole.
        command = '"$1/bin/spark-sql" --master "local[2]" -e "$2" && mv "$3.part" "$3"'
        words = (str(Path(pyspark.__file__).parent), USUAL_WORK, os.environ[WHERE])
        made = f"{QUICK} -XX:ArchiveClassesAtExit={os.environ[WHERE]}.part"
        with (self.folder / "said.log").open("wb") as said:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", command, "sh", *words],
                cwd=self.folder,
                env={**os.environ, "SPARK_SUBMIT_OPTS": made},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def close(self) -> None:
        """End what still runs, remove what was made."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, 9)
        self.process.wait()
        # Its JVM may still be at it for a moment.
        shutil.rmtree(self.folder, ignore_errors=True)
