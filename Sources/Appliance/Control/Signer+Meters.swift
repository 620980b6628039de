import Ledger
import Metering

/// Dated facts about meters.
extension Signer {
    /// - Parameters:
    ///   - time: RFC 3339, the end of an interval; nil for the start of the one that runs.
    public func move(meter: String, to node: String, from time: String?) async throws -> TransactionReport {
        let names = try await self.names()
        let node = try Self.number(node, names.nodes, "node")
        return try await self.amend(meter, names, from: try await self.boundary(time), .node(NodeID(node)))
    }

    /// - Parameter account: nil where nobody pays.
    public func hand(meter: String, to account: String?, from time: String?) async throws -> TransactionReport {
        let names = try await self.names()
        let account = try account.map { AccountID(try Self.number($0, names.accounts, "account")) }
        return try await self.amend(meter, names, from: try await self.boundary(time), .account(account))
    }

    public func retire(meter: String, from time: String?) async throws -> TransactionReport {
        try await self.amend(meter, try await self.names(), from: try await self.boundary(time), .retired)
    }

    /// - Parameters:
    ///   - current: primary by secondary current in A, such as `100/5`; `voltage` in V, such as `11000/110`.
    ///   - time: RFC 3339; nil for now.
    public func ratios(
        meter: String, current: String?, voltage: String?, from time: String?
    ) async throws -> TransactionReport {
        let given = MeasuringRatios(
            current: try current.map { try Self.ratio($0) }, voltage: try voltage.map { try Self.ratio($0) })
        guard let given else {
            throw ControlError.refused(status: 400, reason: "give --ct, --pt or both, such as --ct 100/5")
        }
        let now = try await self.status().time
        let moment = try time.map { try Self.time($0) } ?? now
        return try await self.amend(meter, try await self.names(), from: moment, .ratios(given))
    }

    private static func ratio(_ text: String) throws -> MeasuringRatio {
        guard let ratio = MeasuringRatio(text: text) else {
            throw ControlError.refused(
                status: 400,
                reason: "'\(text)' is no ratio; write primary/secondary in A or V, each above 0, such as 100/5")
        }
        return ratio
    }

    /// - Parameters:
    ///   - time: RFC 3339; nil for now.
    ///   - closing: what each register of the old meter showed, in thousands of its base unit (kWh, kL), in the order of
    ///     the meter's channels; `opening` of the new one.
    public func exchange(
        meter: String, serial: String, closing: [String], opening: [String], at time: String?
    ) async throws -> TransactionReport {
        guard closing.count == opening.count else {
            throw ControlError.refused(status: 400, reason: "give as many --opening as --closing values, one each")
        }
        let registers = try zip(closing, opening).map { old, new in
            ExchangedRegister(closing: try Self.thousandths(old), opening: try Self.thousandths(new))
        }
        let now = try await self.status().time
        let moment = try time.map { try Self.time($0) } ?? now
        return try await self.amend(
            meter, try await self.names(), from: moment, .exchanged(serial: serial, registers: registers))
    }

    /// - Parameters:
    ///   - time: RFC 3339; nil: from now on, so from the next period's bill.
    ///   - load, demand, plant: in kW; nil leaves 0 or none.
    public func terms(
        account: String, tariff: String, load: String?, demand: String?, plant: String?, classes: [String],
        isPrepaid: Bool, from time: String?
    ) async throws -> TransactionReport {
        let names = try await self.names()
        let now = try await self.status().time
        let terms = AccountTerms(
            tariff: TariffID(try Self.number(tariff, names.tariffs, "tariff")),
            sanctionedLoadWatts: try load.map { try Self.watts($0) } ?? 0,
            contractDemand: try demand.map { try Self.watts($0) }, plantWatts: try plant.map { try Self.watts($0) },
            classes: Set(classes).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) },
            isPrepaid: isPrepaid)
        let amendment = AmendAccount(
            account: AccountID(try Self.number(account, names.accounts, "account")),
            from: try time.map { try Self.time($0) } ?? now, terms: terms)
        return try await self.submit([.amendAccount(amendment)])[0]
    }

    private static func watts(_ text: String) throws -> UInt32 {
        guard let watts = UInt32(exactly: try self.thousandths(text)) else {
            throw ControlError.refused(status: 400, reason: "'\(text)' kW is more than there can be")
        }
        return watts
    }

    private func amend(
        _ meter: String, _ names: RegistryNames, from time: UTCTime, _ fact: MeterFact
    ) async throws -> TransactionReport {
        let number = try Self.number(meter, names.meters, "meter")
        return try await self.submit([.amendMeter(AmendMeter(meter: MeterID(number), from: time, fact: fact))])[0]
    }

    private func boundary(_ time: String?) async throws -> UTCTime {
        if let time { return try Self.time(time) }
        let status: StatusReport = try await self.client.get("/api/v1/status")
        guard let now = UTCTime(rfc3339: status.chainTime) else { throw ControlError.unreadable("status") }
        return now.floored(toMultipleOf: Int64(status.intervalSeconds))
    }

    private static func thousandths(_ text: String) throws -> Int64 {
        guard let value = DecimalText.parse(text, scale: 1000), value >= 0 else {
            throw ControlError.refused(
                status: 400, reason: "'\(text)' is no number of kWh, kL or kW; write one such as 1234.567")
        }
        return value
    }
}
