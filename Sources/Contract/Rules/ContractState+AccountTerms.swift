internal import Ledger
internal import Metering
internal import Tariffs

/// What accounts are billed by.
extension ContractState {
    mutating func amend(_ amendment: AmendAccount) throws(FailureReason) {
        let number = amendment.account.number
        guard let account = self.accountTable[number] else { throw .unknownAccount(amendment.account) }
        guard let tariff = self.tariffTable[amendment.terms.tariff.number] else {
            throw .unknownTariff(amendment.terms.tariff)
        }
        guard tariff.version(at: max(amendment.from, self.time)) != nil else {
            throw .tariffNotInForce(amendment.terms.tariff)
        }
        let old = self.tariffTable[account.tariff.number]?.versions.last?.tariff.unit
        guard tariff.versions.last?.tariff.unit == old else { throw .tariffUnit }
        let open = self.zone.calendar.period(self.nextPeriod(of: number)).start
        guard amendment.from >= open else { throw .periodBilled(earliest: open) }
        if let last = account.terms.last, last.from > amendment.from { throw .factOutOfOrder(last: last.from) }
        if tariff.versions.contains(where: { $0.tariff.goesByTime(amendment.terms) }) {
            try self.checkTimes(of: number, from: amendment.from)
        }
        let dated = DatedTerms(from: amendment.from, terms: amendment.terms)
        if account.terms.last?.from == amendment.from {
            self.accountTable.change(number) { $0.terms[account.terms.count - 1] = dated }
        } else {
            guard account.terms.count < AccountRecord.maximumTerms else {
                throw .tooManyTerms(limit: AccountRecord.maximumTerms)
            }
            self.accountTable.change(number) { $0.terms.append(dated) }
        }
        self.indexTimes(of: number)
        self.events.append(.accountAmended(amendment.account, label: account.label, from: amendment.from))
    }
}
