/// How the relays stand; nothing is said of a box without any.
extension DoctorJudge {
    static func relays(_ report: RelaysReport) -> [DoctorCheck] {
        var checks = report.relays.flatMap { self.relay($0) }
        if let reason = report.tagsUnreadable {
            checks.append(
                .fault(
                    .relays, "safety tags cannot be read, nothing is switched: \(reason)",
                    "Leave the file where it is while the service runs; `gridtally tag list` says what to do."))
        }
        guard checks.isEmpty, !report.relays.isEmpty else { return checks }
        return [.ok(.relays, "\(report.relays.count) as they should be")]
    }

    private static func relay(_ relay: RelayStatusReport) -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        if let lock = relay.lock {
            checks.append(
                .fault(
                    .relays, "\(relay.meter) is locked: \(lock)",
                    "Look at the relay, then `gridtally relay clear \(relay.meter)`."))
        } else if relay.output == "unknown" {
            checks.append(
                .fault(
                    .relays, "the relay of \(relay.meter) cannot be read back",
                    "Look at \(relay.device) on \(relay.bus): `gridtally line-test`."))
        }
        checks += relay.unreadable.map {
            .fault(.relays, "of \(relay.meter) cannot be read: \($0)", "Look at the disk and at `box.db`.")
        }
        if let undeclared = relay.undeclared {
            checks.append(
                .warning(
                    .relays, "\(relay.meter) is never switched: \(undeclared) is not declared",
                    "Complete the relay's entry in the configuration."))
        } else if relay.pairedAt == nil {
            checks.append(
                .warning(
                    .relays, "\(relay.meter) is never switched: not paired", "`gridtally relay pair \(relay.meter)`"))
        }
        if let waiting = relay.awaitsConfirmation {
            checks.append(
                .warning(
                    .relays, "\(relay.meter) may be switched on (\(waiting)) and waits for a person",
                    "`gridtally relay confirm \(relay.meter)`"))
        }
        if relay.awaitsResume {
            checks.append(
                .warning(
                    .relays, "an order for \(relay.meter) waits for a person since an override or a safety tag is over",
                    "`gridtally relay resume \(relay.meter) --reason …`"))
        }
        return checks
    }
}
