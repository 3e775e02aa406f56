"""The commands that start the parts of a cluster: Spark's own, which pip installs without the scripts for them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from runner.cluster_settings import Size
from runner.daemons import Daemon
from runner.engine import ROOT

DEPLOY = "org.apache.spark.deploy"
THRIFT_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


@dataclass(frozen=True)
class Spark:
    """The Spark that pip has installed, for a cluster of this size in this folder."""

    folder: Path
    size: Size

    @cached_property
    def settings(self) -> dict[str, str]:
        """Spark's settings of the Thrift server, as `profiles.yml` has them for the paths and sizes of now."""
        from dbt.config.profile import read_profile
        from dbt.config.renderer import ProfileRenderer
        from dbt_common.context import set_invocation_context

        set_invocation_context(os.environ)  # what env_var() looks into
        settings = read_profile(str(ROOT))["soundmart"]["thrift_server"]
        rendered = ProfileRenderer({}).render_data(settings)
        return {name: str(value) for name, value in rendered.items()}

    @property
    def warehouse(self) -> Path:
        """Where the tables are."""
        return Path(self.settings["spark.sql.warehouse.dir"])

    def start_master(self, part: Daemon) -> None:
        """Start the master; Spark has no switch for its page, which gets a free port."""
        where = ("--host", "127.0.0.1", "--port", str(self.size.master_port), "--webui-port", "0")
        # Its other door, for submissions by HTTP, stays shut, and another port than the one named will not do.
        shut = "-Dspark.master.rest.enabled=false -Dspark.port.maxRetries=0"
        command = ("spark-class", f"{DEPLOY}.master.Master", *where)
        self._start(part, command, SPARK_MASTER_OPTS=shut)

    def start_worker(self, part: Daemon) -> None:
        """Start a worker, which gives all its cores and memory to the one application."""
        where = (
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--work-dir",
            str(self.folder / "work"),
        )
        sizes = ("--cores", str(self.size.worker_cores), "--memory", self.size.worker_memory)
        # What applications that have ended have left there goes after a week.
        cleanup = "-Dspark.worker.cleanup.enabled=true"
        command = ("spark-class", f"{DEPLOY}.worker.Worker", *where, *sizes, self.size.master)
        self._start(part, command, SPARK_WORKER_OPTS=cleanup)

    def start_thrift_server(self, part: Daemon) -> None:
        """Start the Thrift server, whose tables and metastore are those of the last one here."""
        spark = [word for pair in self.settings.items() for word in ("--conf", "=".join(pair))]
        hive = {"port": str(self.size.thrift_port), "bind.host": "127.0.0.1"}
        where = [w for n, v in hive.items() for w in ("--hiveconf", f"hive.server2.thrift.{n}={v}")]
        application = ("--name", "Soundmart", "--class", THRIFT_SERVER, "spark-internal", *where)
        command = ("spark-submit", "--master", self.size.master, *spark, *application)
        # Spark's warnings go where log4j2.properties has them: into this folder.
        self._start(part, command, SOUNDMART_SPARK=str(part.log.parent))

    def _start(self, part: Daemon, command: tuple[str, ...], **environment: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        places = {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",  # for every page and port of which nothing else is said
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
        }
        part.start([str(home / "bin" / command[0]), *command[1:]], {**places, **environment})
