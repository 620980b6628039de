internal import CanonicalCBOR
internal import Ledger
internal import Metering

/// Measuring transformers: what stands in front of a meter, and what the meter says of it.
extension ContractState {
    mutating func declare(
        _ ratios: MeasuringRatios, _ amendment: AmendMeter, _ meter: MeterRecord
    ) throws(FailureReason) {
        try self.checkNotAhead(amendment.from)
        if let last = meter.ratios?.declared.time, last > amendment.from { throw .factOutOfOrder(last: last) }
        let declared = DatedRatios(amendment.from, ratios.completed(by: meter.ratios?.declared.ratios))
        // One that holds from later than the meter showed another ratio does not explain what it counted meanwhile.
        if let read = meter.ratios?.read, amendment.from > read.time { self.doubtUses(of: meter) }
        self.set(MeterRatios(declared: declared, read: meter.ratios?.read), of: amendment.meter)
    }

    mutating func take(ratiosFrom event: MeterEvent, of meter: MeterRecord) throws(FailureReason) {
        if let retired = meter.retiredAt { throw .meterRetired(event.meter, at: retired) }
        let shown: MeasuringRatios
        do throws(CBORError) { shown = try MeasuringRatios(decoding: event.evidence) } catch {
            throw .badRatios(error.description)
        }
        let known = meter.ratios
        if let last = known?.read?.time, last > event.time { throw .factOutOfOrder(last: last) }
        // What nobody declared is what is read first: the transformers at commissioning.
        let declared = DatedRatios(
            known?.declared.time ?? UTCTime(milliseconds: 0), known?.declared.ratios.completed(by: shown) ?? shown)
        // A register that stops telling a ratio takes nothing back.
        let read = DatedRatios(event.time, shown.completed(by: known?.read?.ratios))
        let ratios = MeterRatios(declared: declared, read: read)
        if !ratios.isContradictory { self.doubtUses(of: meter) }
        self.set(ratios, of: event.meter)
        self.events.append(
            .ratiosReported(
                event.meter, label: meter.label, shown: read.ratios,
                expected: ratios.isContradictory ? declared.ratios : nil, time: event.time))
    }

    /// Another meter stands in its place, or none: what it showed is over.
    mutating func forgetReadRatios(of id: MeterID) {
        guard let meter = self.meterTable[id.number], let ratios = meter.ratios, ratios.read != nil else { return }
        self.doubtUses(of: meter)
        self.set(MeterRatios(declared: ratios.declared, read: nil), of: id)
    }

    /// What a meter counted by another ratio than its transformers have is doubtful, where no declaration explains it.
    private mutating func doubtUses(of meter: MeterRecord) {
        guard meter.ratios?.hasMiscounted ?? false else { return }
        for register in self.registerNumbers(of: meter) where self.index.isBilled[Int(register)] {
            self.registerTable.change(register) {
                for index in $0.uses.indices { $0.uses[index].marks.insert(.suspect) }
            }
        }
    }

    /// The only way in which a meter's ratios change: bills may have waited for it.
    private mutating func set(_ ratios: MeterRatios, of id: MeterID) {
        self.meterTable.change(id.number) { $0.ratios = ratios }
        for account in self.meterTable[id.number]?.placements.compactMap(\.account) ?? [] {
            guard self.accountTable[account.number]?.heldPeriods.isEmpty == false else { continue }
            self.callForHeldBills(of: account.number)
        }
    }
}
