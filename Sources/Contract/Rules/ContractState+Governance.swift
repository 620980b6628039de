internal import CanonicalCBOR
internal import Ledger
internal import Metering
internal import Tariffs

/// Tariffs, policy and protection.
extension ContractState {
    mutating func set(_ setting: SetTariff, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .tariff, by: signers)
        let tariff: Tariff
        do throws(CBORError) { tariff = try Tariff(document: setting.document) } catch {
            throw .badTariff(error.description)
        }
        if let line = tariff.lines.first(where: \.condition.dependsOnTime) {
            throw .tariffForSingleUse(line: line.name)
        }
        if let need = Self.unmetNeed(of: tariff) { throw .badTariff(need) }
        guard tariff.standing == .ordered || self.genesis.isDemonstration else { throw .illustrativeTariff }
        guard self.isMade(tariff, for: setting.effectiveFrom) else {
            throw .badTariff(
                "it is to hold from \(setting.effectiveFrom), and its authority made it for other days; "
                    + "correct the day, or valid_from and valid_to")
        }
        let version = TariffVersion(effectiveFrom: setting.effectiveFrom, tariff: tariff)
        let number: UInt32
        if let record = self.tariffTable[setting.tariff.number] {
            guard let last = record.versions.last, last.effectiveFrom < setting.effectiveFrom else {
                throw .tariffOutOfOrder(last: record.versions.last?.effectiveFrom ?? setting.effectiveFrom)
            }
            let open = self.zone.calendar.period(self.zone.billingPeriod).start
            guard setting.effectiveFrom >= open else { throw .tariffRetroactive(earliest: open) }
            guard last.tariff.unit == tariff.unit else { throw .tariffUnit }
            guard record.versions.count < TariffRecord.maximumVersions else {
                throw .tooManyVersions(limit: TariffRecord.maximumVersions)
            }
            for account in self.accounts(on: setting.tariff)
            where self.accountTable[account]?.terms.contains(where: { tariff.goesByTime($0.terms) }) ?? false {
                try self.checkTimes(of: account, from: setting.effectiveFrom)
            }
            number = UInt32(record.versions.count)
            self.tariffTable.change(setting.tariff.number) { $0.versions.append(version) }
        } else {
            guard setting.tariff.number == self.tariffTable.nextNumber else {
                throw .tariffNumber(next: self.tariffTable.nextNumber ?? 0)
            }
            number = 0
            self.tariffTable.append(TariffRecord(version))
        }
        for account in self.accounts(on: setting.tariff) { self.indexTimes(of: account) }
        self.events.append(
            .tariffSet(setting.tariff, version: number, label: tariff.label, effectiveFrom: setting.effectiveFrom))
    }

    /// Accounts that have, had or will have a tariff.
    private func accounts(on tariff: TariffID) -> [UInt32] {
        self.accountTable.rows.indices.filter { number in
            self.accountTable.rows[number].terms.contains { $0.terms.tariff == tariff }
        }.map { UInt32($0) }
    }

    /// What every bill of the tariff needs and the chain does not have, in words; nil where it can be billed.
    private static func unmetNeed(of tariff: Tariff) -> String? {
        do throws(TariffError) {
            var input = BillInput(quantity: 0, referenceDays: self.referenceDays)
            (input.timed, input.arrears, input.paidPromptly) = ([], [], false)
            (input.exported, input.apparent, input.reactive, input.maximumDemand) = (0, 0, 0, 0)
            (input.plantWatts, input.contractDemand) = (1000, 1000)
            _ = try tariff.computeBill(input)
            return nil
        } catch {
            return "\(error); the ledger cannot bill it"
        }
    }

    /// Whether the authority made the tariff for the local day of an instant.
    private func isMade(_ tariff: Tariff, for time: UTCTime) -> Bool {
        tariff.isValid(on: CivilDate(time, offsetMinutes: self.genesis.timeZoneOffsetMinutes))
    }

    mutating func set(_ policy: Policy, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .policy, by: signers)
        try self.checkApprovals(of: policy)
        if let problem = policy.problem ?? policy.problem(intervalSeconds: self.genesis.intervalSeconds) {
            throw .badPolicy("expected \(problem.expected), found \(problem.found)")
        }
        guard !policy.isIllustrative || self.genesis.isDemonstration else { throw .illustrativePolicy }
        // Readings may already stand a little after the block's time: their period keeps its borders.
        let horizon = self.time.adding(milliseconds: Self.clockToleranceMilliseconds)
        self.zones.change(0) {
            if policy.billingPeriodSeconds != $0.policy.billingPeriodSeconds {
                $0.calendar.change(seconds: policy.billingPeriodSeconds, after: horizon)
            }
            $0.policy = policy
        }
        if !policy.ordersNeedSignature { self.releaseUnsignedOrders() }
        self.events.append(.policySet(isIllustrative: policy.isIllustrative))
    }

    mutating func set(_ calendar: SetCalendar, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .calendar, by: signers)
        self.zones.change(0) { $0.holidays = calendar.holidays }
        self.events.append(.calendarSet(holidays: UInt32(clamping: calendar.holidays.count)))
    }

    mutating func protect(_ protection: Protect) throws(FailureReason) {
        guard let account = self.accountTable[protection.account.number] else {
            throw .unknownAccount(protection.account)
        }
        self.accountTable.change(protection.account.number) { $0.protection = protection.reason }
        self.events.append(.protectionSet(protection.account, label: account.label, reason: protection.reason))
        self.review(protection.account.number)
    }
}
