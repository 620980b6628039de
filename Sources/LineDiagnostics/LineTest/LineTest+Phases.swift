internal import ModbusProtocol

extension LineTest {
    private static let greetings = 3
    private static let doubts = 2
    /// So many damaged answers need no second look.
    private static let clearDamage = 10
    private static let closing: Int64 = 4_000_000_000

    /// Goes on to the next phase that has something to do.
    mutating func advance() {
        while self.queue.isEmpty, self.phase != .done {
            switch self.phase {
            case .listening: self.greet()
            case .greeting: self.tryOthers()
            case .trying: self.measure()
            case .measuring: self.close()
            case .closing, .done: self.phase = .done
            }
        }
    }

    private mutating func greet() {
        if self.observations.foreignRequestCount > 0, !self.plan.transmitsDespiteMaster {
            // Whoever sends into another master's traffic spoils both.
            self.phase = .closing
            if self.observations.foreignRequestCount == 1 {
                self.queue = Self.listening(for: 2 * self.plan.listenNanoseconds)
            }
            return
        }
        self.phase = .greeting
        for _ in 0..<Self.greetings {
            for index in self.plan.units.indices { self.queue += [.ask(index, .short), .listenAfter(index)] }
        }
    }

    // MARK: Other rates and parities

    private mutating func tryOthers() {
        self.phase = .trying
        let silent = self.silentUnits
        guard !silent.isEmpty else { return }
        let sample = Self.spread(silent, count: self.plan.trialUnits)
        for parameters in self.plan.trials {
            self.queue += sample.map { .attempt($0, parameters) }
        }
        // Somebody may have missed the only question, or know only the other function.
        let isUnsure = self.observations.idleBursts > 0 || silent.contains { self.plan.units[$0].identity == nil }
        if isUnsure { self.queue += self.queue }
    }

    private var silentUnits: [Int] {
        self.observations.units.indices.filter {
            !self.observations.units[$0].answers && self.observations.units[$0].foundAt == nil
        }
    }

    /// First, last and some between, in their order.
    static func spread(_ indices: [Int], count: Int) -> [Int] {
        guard indices.count > count, count > 1 else { return Array(indices.prefix(max(1, count))) }
        return (0..<count).map { indices[$0 * (indices.count - 1) / (count - 1)] }
    }

    mutating func attempted(_ record: LineRecord, _ index: Int, _ parameters: LineParameters) {
        self.observations.units[index].trials += 1
        switch record.outcome {
        case .answered, .exception: self.found(record, index, parameters)
        case .damaged, .collision, .noise:
            if !self.observations.units[index].garbledAt.contains(parameters) {
                self.observations.units[index].garbledAt.append(parameters)
            }
        case .silent, .echoOnly: break
        }
    }

    /// The others are likely to be there as well.
    private mutating func found(_ record: LineRecord, _ index: Int, _ parameters: LineParameters) {
        guard self.observations.units[index].foundAt == nil else { return }
        self.observations.units[index].foundAt = parameters
        self.observations.units[index].foundBytes = record.heardBytes
        // What is being carried out stays first.
        let current = self.queue.prefix(1)
        var rest = self.queue.dropFirst().filter {
            guard case .attempt(let other, _) = $0 else { return true }
            return other != index
        }
        let others = self.silentUnits.map { TestStep.attempt($0, parameters) }
        rest.removeAll(where: others.contains)
        // Two devices with one address answer now and then: not there before means not there now.
        let again = [TestStep](repeating: .ask(index, .short), count: Self.doubts)
        self.queue = Array(current) + again + others + others + rest
        self.dropFoundAttempts()
    }

    /// Once a unit is found, its other attempts are of no use.
    private mutating func dropFoundAttempts() {
        let current = self.queue.prefix(1)
        let rest = self.queue.dropFirst().filter {
            guard case .attempt(let index, _) = $0 else { return true }
            return self.observations.units[index].foundAt == nil
        }
        self.queue = Array(current) + rest
    }

    // MARK: Statistics

    private mutating func measure() {
        self.phase = .measuring
        let answering = self.plan.units.indices.filter {
            let unit = self.observations.units[$0]
            return unit.answers || unit.responds && unit.foundAt == nil
        }
        for _ in 0..<self.plan.rounds {
            for index in answering {
                self.queue += AnswerSize.allCases.map { .ask(index, $0) }
                if self.plan.units[index].identity != nil { self.queue.append(.identity(index)) }
                // What a second device has to say must not fall into the next unit's answer.
                self.queue.append(.listenAfter(index))
            }
        }
    }

    private mutating func close() {
        let all = self.observations.units.reduce(Outcomes()) { $0 + $1.all }
        if (1..<Self.clearDamage).contains(all.damaged), !self.hasMeasuredAgain {
            self.hasMeasuredAgain = true
            self.measure()
            return
        }
        self.phase = .closing
        let isClear = all.damaged + all.silent == 0 && self.observations.idleBursts == 0
        self.queue = Self.listening(for: isClear ? Self.closing / 2 : Self.closing)
    }
}
