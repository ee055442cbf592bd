package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.feed.Topics;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates the lake. */
@Command(
    name = "init",
    description =
        "Creates what is missing: bucket, namespace, tables on main, branch staging, first tag,"
            + " Kafka topic. Can be repeated.")
public final class Init implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topic if it has to be created. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Override
  public Integer call() {
    List<Contract> agreed = contract.contracts();
    try (Lake opened = lake.open()) {
      LakeInit init = new LakeInit(opened);
      agreed.forEach(init::check);
      List<String> created = new ArrayList<>();
      for (Contract each : agreed) {
        Topics.ensure(kafka.cluster(), each.topic(), partitions);
        created.addAll(init.init(each));
      }
      spec.commandLine()
          .getOut()
          .println(
              created.isEmpty()
                  ? "Everything is there."
                  : "Created " + String.join(", ", created) + ".");
      return ExitCode.DONE;
    }
  }
}
