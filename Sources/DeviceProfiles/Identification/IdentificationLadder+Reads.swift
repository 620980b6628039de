extension IdentificationLadder {
    /// Starts a rung of reads; goes on to the next where it has none.
    mutating func begin(_ rung: Rung) {
        self.rung = rung
        let wanted: [RegisterQuestion]
        switch rung {
        case .vendorRegisters: wanted = self.vendorQuestions
        case .plausibility: wanted = self.plausibilityQuestions
        case .tellingApart:
            self.equals = self.closest
            wanted = self.equals.flatMap { self.tellingFields(of: $0).map { RegisterQuestion($0) } }
        case .sunSpec, .deviceIdentification, .serverID, .done: wanted = []
        }
        self.pending = []
        for question in wanted where !self.pending.contains(question) && self.answers[question] == nil {
            if self.isHarmless(question) { self.pending.append(question) }
        }
        if self.pending.isEmpty { self.finishReads() }
    }

    /// A read is made only where no profile that the device may still have forbids it.
    private func isHarmless(_ question: RegisterQuestion) -> Bool {
        let range = Int(question.address)..<Int(question.address) + question.count
        return !self.standings.contains { standing in
            !standing.isExcluded
                && standing.profile.unreadableRanges(in: question.table).contains { $0.overlaps(range) }
        }
    }

    /// All reads of the present rung are made.
    mutating func finishReads() {
        switch self.rung {
        case .vendorRegisters:
            self.judgeVendorRegisters()
            self.begin(.plausibility)
        case .plausibility:
            for index in self.standings.indices where !self.standings[index].isExcluded {
                self.judge(Plausibility.telling(self.standings[index].profile), at: index)
                self.judgeRanges(at: index)
                self.judgeRelay(at: index)
                self.judgeInputs(at: index)
            }
            self.begin(.tellingApart)
        case .tellingApart:
            for index in self.equals { self.judge(self.tellingFields(of: index), at: index) }
            self.rung = .done
        case .sunSpec, .deviceIdentification, .serverID, .done: self.rung = .done
        }
    }

    // MARK: registers that tell the model

    private var vendorQuestions: [RegisterQuestion] {
        self.standings.flatMap { standing in
            let checked = standing.profile.identification.filter(\.isProof).compactMap {
                standing.profile.field(named: $0.field)
            }
            return (checked + standing.profile.nameFields).map { RegisterQuestion($0) }
        }
    }

    /// A register with the model's name speaks for a profile where it has that name, and proves nothing where not: the
    /// words could be another model's anything.
    private mutating func judgeNameFields(at index: Int) {
        let profile = self.standings[index].profile
        for field in profile.nameFields {
            guard case .words(let words) = self.answers[RegisterQuestion(field)] else { continue }
            guard case .text(let text) = field.decode(words) else {
                self.standings[index].note("\(field.name) at \(field.address) holds no text", -5)
                continue
            }
            if ModelName(profile).model(in: text) != nil {
                self.standings[index].note("\(field.name) at \(field.address) is \(text)", 60, proves: true)
            } else {
                self.standings[index].note("\(field.name) at \(field.address) is \(text)", -10)
            }
        }
    }

    private mutating func judgeVendorRegisters() {
        for index in self.standings.indices {
            self.judgeNameFields(at: index)
            let checks = self.standings[index].profile.identification.filter(\.isProof)
            guard !checks.isEmpty else { continue }
            // One register alone may hold its number by chance, so all of them together prove a model.
            let points = (60 + checks.count - 1) / checks.count
            var accepted = 0
            for check in checks where self.accepts(check, at: index, points: points) { accepted += 1 }
            if accepted == checks.count { self.standings[index].prove() }
        }
    }

    /// Whether a check holds; where it does not, the profile is excluded, and where nothing came it stays open.
    private mutating func accepts(_ check: IdentificationCheck, at index: Int, points: Int) -> Bool {
        guard let field = self.standings[index].profile.field(named: check.field) else { return false }
        switch self.answers[RegisterQuestion(field)] {
        case .words(let words):
            let value = field.decode(words)
            let text = "\(field.name) at \(field.address) is \(value.identifier ?? "nothing")"
            guard check.accepts(value) else {
                self.standings[index].exclude(text)
                return false
            }
            self.standings[index].note(text, points)
            return true
        case .refused(let exception) where (1...3).contains(exception):
            self.standings[index].exclude("\(field.name) at \(field.address) is refused")
            return false
        case .refused, .silent, nil: return false
        }
    }

    // MARK: plausibility

    private var plausibilityQuestions: [RegisterQuestion] {
        self.standings.filter { !$0.isExcluded }.flatMap { standing in
            let ranges = standing.profile.identification.filter { !$0.isProof }.compactMap {
                standing.profile.field(named: $0.field)
            }
            return (Plausibility.telling(standing.profile) + ranges).map { RegisterQuestion($0) }
                + [standing.profile.relay?.stateQuestion, standing.profile.pulseQuestion].compactMap { $0 }
        }
    }

    private mutating func judge(_ fields: [RegisterField], at index: Int) {
        for field in fields {
            switch self.answers[RegisterQuestion(field)] {
            case .words(let words):
                guard let value = field.decode(words).number else {
                    self.standings[index].note("\(field.name) has no value", -5)
                    continue
                }
                let judgement = Plausibility.judge(field, value)
                self.standings[index].note(judgement.text, judgement.points)
            case .refused(let exception) where (1...3).contains(exception):
                self.standings[index].refused("\(field.name) at \(field.address) is refused", -15)
            case .refused, .silent, nil: break
            }
        }
    }

    private mutating func judgeRanges(at index: Int) {
        let profile = self.standings[index].profile
        for check in profile.identification where !check.isProof {
            guard let field = profile.field(named: check.field),
                case .words(let words) = self.answers[RegisterQuestion(field)], !check.accepts(field.decode(words))
            else { continue }
            self.standings[index].note("\(field.name) is outside the range that the profile names", -10)
        }
    }

    private mutating func judgeRelay(at index: Int) {
        guard let relay = self.standings[index].profile.relay, let question = relay.stateQuestion else { return }
        switch self.answers[question] {
        case .words(let words):
            let isKnown = relay.channels.allSatisfy { channel in
                let offset = Int(channel.readBack.address) - Int(question.address)
                return channel.readBack.isClosed([words[offset]]) != nil
            }
            self.standings[index].note(
                isKnown
                    ? "all \(relay.channels.count) relay channels read open or closed"
                    : "a relay channel reads neither open nor closed", isKnown ? 20 : -30)
        case .refused(let exception) where (1...3).contains(exception):
            self.standings[index].refused("the relay channels are refused", -35)
        case .refused, .silent, nil: break
        }
    }

    /// A count may be any number, so that all inputs answer is all that can be seen of a pulse counter.
    private mutating func judgeInputs(at index: Int) {
        let profile = self.standings[index].profile
        guard let question = profile.pulseQuestion else { return }
        let count = profile.pulseInputs.count
        switch self.answers[question] {
        case .words: self.standings[index].note("the counters of all \(count) inputs are there", 2 * count)
        case .refused(let exception) where (1...3).contains(exception):
            self.standings[index].refused("the counters of \(count) inputs are refused", -35)
        case .refused, .silent, nil: break
        }
    }

    // MARK: telling the last ones apart

    /// The best candidates that nothing proves and that lie close together.
    private var closest: [Int] {
        let order = self.standings.indices.filter { !self.standings[$0].isExcluded }.sorted {
            (self.standings[$1].points, self.standings[$0].profile.name)
                < (self.standings[$0].points, self.standings[$1].profile.name)
        }
        guard let best = order.first, self.standings[best].candidate.score >= 10 else { return [] }
        let near = order.prefix(Self.maximumEquals).filter {
            self.standings[$0].points >= self.standings[best].points - 10
        }
        return near.count > 1 && !near.contains { self.standings[$0].isProven } ? Array(near) : []
    }

    /// Numeric quantities at places where not all of its equals have the same, the rarest first.
    private func tellingFields(of index: Int) -> [RegisterField] {
        let others = self.equals.filter { $0 != index }.map { self.standings[$0].profile }
        let known = Plausibility.telling(self.standings[index].profile)
        let own = self.standings[index].profile.fields.filter {
            $0.obis != nil && $0.type.isNumeric && !known.contains($0)
        }
        let counted = own.enumerated().map { position, field in
            let owners = others.filter { other in
                other.fields.contains { $0.obis == field.obis && RegisterQuestion($0) == RegisterQuestion(field) }
            }
            return (field: field, owners: owners.count, position: position)
        }
        let rare = counted.filter { $0.owners < others.count }.sorted {
            ($0.owners, $0.position) < ($1.owners, $1.position)
        }
        return rare.prefix(Self.fieldsOfEquals).map(\.field)
    }
}

extension IdentificationCheck {
    /// True where the check tells one model from others, and not only sense from nonsense.
    fileprivate var isProof: Bool {
        switch self.expectation {
        case .oneOf, .prefix: true
        case .between: false
        }
    }
}

extension DeviceProfile {
    /// Texts with the model's name that no check speaks of.
    fileprivate var nameFields: [RegisterField] {
        self.fields.filter { field in
            field.name == "id.model" && !field.type.isNumeric
                && !self.identification.contains { $0.field == field.name }
        }
    }
}

extension DeviceProfile {
    /// One read of all counters of a pulse counter, where they lie close together.
    fileprivate var pulseQuestion: RegisterQuestion? {
        let counters = self.fields.filter { $0.pulseInput != nil }
        guard let first = counters.map(\.address).min(), let last = counters.map(\.endAddress).max(),
            let table = counters.first?.table, counters.allSatisfy({ $0.table == table }),
            last - Int(first) <= self.maximumBlockRegisters
        else { return nil }
        return RegisterQuestion(table: table, address: first, count: last - Int(first))
    }
}

extension RelayDescription {
    /// One read of the states of all channels, where they lie close together.
    fileprivate var stateQuestion: RegisterQuestion? {
        let places = self.channels.map(\.readBack)
        guard let first = places.map(\.address).min(), let last = places.map(\.address).max(),
            let table = places.first?.table, last - first < 64
        else { return nil }
        return RegisterQuestion(table: table, address: first, count: Int(last - first) + 1)
    }
}
