public import FieldBus
public import LineDiagnostics

/// Carries out on a line what a diagnosis wants.
public enum CrewDriver {
    /// Drives `procedure` until it is finished or `isStopped` says so; each exchange is finished first.
    ///
    /// - Parameter step: called after every step.
    public static func run<Procedure: LineProcedure>(
        _ procedure: inout Procedure, over line: any LineAccess, isStopped: () -> Bool,
        step: (Procedure) throws -> Void
    ) async throws {
        while !isStopped() {
            switch procedure.next {
            case .ask(let question): procedure.heard(try await line.ask(question))
            case .listen(let duration, let parameters):
                procedure.heard(try await line.listen(nanoseconds: duration, parameters: parameters))
            case .finished: return
            }
            try step(procedure)
        }
    }
}
