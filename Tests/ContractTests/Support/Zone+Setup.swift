import Contract
import Ledger
import Metering
import Tariffs

extension Zone {
    mutating func setTariff(_ number: UInt32 = 0, _ tariff: Tariff, from time: UTCTime? = nil) {
        self.submit(
            .setTariff(
                SetTariff(
                    tariff: TariffID(number), effectiveFrom: time ?? self.genesis.time, document: tariff.cbor)),
            by: .registrar)
    }

    mutating func registerMeter(
        _ label: String, node: UInt32 = 0, box: Who = .box, account: UInt32? = nil,
        purpose: MeterPurpose = .consumes, legalUse: LegalUse = .billing, channels: [ObisCode] = [.activeEnergyImport],
        hasDisconnect: Bool = true, service: Service = .electricity
    ) {
        self.submit(
            .registerMeter(
                RegisterMeter(
                    label: label, serial: "S-\(label)", node: NodeID(node), box: Self.id(box),
                    account: account.map { AccountID($0) }, purpose: purpose, service: service,
                    legalUse: legalUse, channels: channels, hasDisconnect: hasDisconnect)), by: .registrar)
    }

    /// A transformer (node 0, meter 0) with `houses` consumers (accounts 0…, meters 1…) on one box, first readings at
    /// the start.
    mutating func setUp(houses: Int, tariff: Tariff = Samples.flat, loss: LossAllowance = Samples.loss) throws {
        self.setTariff(0, tariff)
        self.submit(
            .registerNode(RegisterNode(label: "T1", kind: .transformer, parent: nil, loss: loss)), by: .registrar)
        self.registerMeter("T1-meter", purpose: .delivers, hasDisconnect: false)
        for house in 0..<houses {
            self.submit(
                .registerAccount(RegisterAccount(label: "A-\(house + 1)", tariff: TariffID(0))), by: .registrar)
            self.registerMeter("M-\(house + 1)", account: UInt32(house))
        }
        try self.block(at: self.genesis.time.adding(seconds: 1))
        self.readAbsolute(self.genesis.time, Array(repeating: 1000, count: houses + 1))
        try self.block(at: self.genesis.time.adding(seconds: 2))
    }

    /// A voucher for the meter of house 1, for the payment under a reference, signed now and good for a day.
    func voucher(
        _ reference: String, meter: UInt32 = 1, by issuer: Who = .collector, seconds: Int64 = 86_400, nonce: UInt8 = 7
    ) -> SignedVoucher {
        SignedVoucher(
            Voucher(
                meter: MeterID(meter), serial: "S-M-1", reference: reference, issuedAt: self.state.time,
                expires: self.state.time.adding(seconds: seconds),
                nonce: Array(repeating: nonce, count: Voucher.nonceBytes)),
            by: Self.keys[Int(issuer.rawValue)], genesis: self.genesisHash)
    }

    /// The box has switched a supply on by a voucher.
    mutating func use(_ signed: SignedVoucher, by box: Who = .box, at time: UTCTime? = nil) {
        self.submit(.voucher(UseVoucher(signed, usedAt: time ?? self.state.time)), by: box)
    }

    mutating func readAbsolute(_ end: UTCTime, _ values: [Int64], by box: Who = .box) {
        let roster = self.state.roster(of: Self.id(box))
        self.submit(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: end,
                    increments: Array(repeating: nil, count: values.count),
                    exceptions: values.enumerated().map {
                        ReadingException(index: UInt32($0.offset), kind: .absolute, value: $0.element)
                    })), by: box)
    }

    mutating func read(
        _ end: UTCTime, _ increments: [UInt64?], exceptions: [ReadingException] = [], by box: Who = .box
    ) {
        let roster = self.state.roster(of: Self.id(box))
        self.submit(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: end, increments: increments, exceptions: exceptions)),
            by: box)
    }

    /// Reads `count` intervals after `start`, each with the same increments, one block each.
    @discardableResult
    mutating func run(from start: UTCTime, intervals count: Int, _ increments: [UInt64]) throws -> [ContractEvent] {
        var events: [ContractEvent] = []
        for interval in 1...count {
            let end = start.adding(seconds: Int64(interval) * 900)
            self.read(end, increments)
            events += try self.block(at: end.adding(seconds: 3))
        }
        return events
    }

    mutating func pay(_ account: UInt32, _ paise: Int64, _ reference: String) {
        self.submit(
            .payment(
                Payment(
                    account: AccountID(account), amountPaise: paise, reference: reference,
                    receivedAt: self.state.time)), by: .collector)
    }
}

extension [ContractEvent] {
    var kinds: [String] { self.map(\.kindName) }

    var failures: [FailureReason] {
        self.compactMap { event in
            guard case .transactionFailed(_, _, _, _, let reason) = event else { return nil }
            return reason
        }
    }
}

extension Zone {
    /// Submits what a sender could have encoded.
    mutating func submitIfWellFormed(_ body: TransactionBody, by who: Who) {
        guard self.signed(body, by: who, sequence: 1).isWellFormed else { return }
        self.submit(body, by: who)
    }
}
