internal import Ledger
internal import Metering

/// What boxes report of their meters besides readings.
extension ContractState {
    mutating func record(_ event: MeterEvent, by box: PrincipalID) throws(FailureReason) {
        guard let meter = self.meterTable[event.meter.number] else { throw .unknownMeter(event.meter) }
        guard meter.box == box else { throw .foreignMeter(event.meter, box: meter.box) }
        try self.checkNotAhead(event.time)
        let occurrence = MeterOccurrence(kind: event.kind, time: event.time, value: event.value)
        let order = meter.account.flatMap { self.accountTable[$0.number]?.order }
        switch event.kind {
        case .relayCommanded:
            guard (0...1).contains(event.value) else { throw .badRelayState(event.value) }
            self.meterTable.change(event.meter.number) {
                $0.relay.commanded = occurrence
                $0.relay.order = order
            }
        case .relayReadBack:
            guard (0...2).contains(event.value) else { throw .badRelayState(event.value) }
            self.meterTable.change(event.meter.number) { $0.relay.readBack = occurrence }
        case .relayAlarm:
            self.meterTable.change(event.meter.number) { $0.relay.alarm = occurrence }
        case .ratiosRead: return try self.take(ratiosFrom: event, of: meter)
        case .communicationLost, .communicationRegained, .tamper, .clockDrift, .replaced, .configured:
            self.meterTable.change(event.meter.number) { $0.lastEvent = occurrence }
        }
        if [.relayCommanded, .relayReadBack, .relayAlarm].contains(event.kind) {
            self.events.append(
                .relayReported(event.meter, label: meter.label, kind: event.kind, value: event.value, time: event.time))
        } else {
            self.events.append(
                .meterReported(event.meter, label: meter.label, kind: event.kind, value: event.value, time: event.time))
        }
    }
}
