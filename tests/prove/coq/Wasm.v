(** The source: validated WebAssembly with structured control, step-indexed by loop iterations and calls. *)

Require Import List. Import ListNotations.
From IncludeWasm Require Import Host.

Section Wasm.
Context {H : Host}.

Inductive instr :=
| Const (v : val)
| Pure (o : pop) (k : nat)            (* k operands, one result *)
| Eff (o : eop) (k : nat)             (* k operands, [eres o] results; may trap *)
| LocalGet (i : nat)
| LocalSet (i : nat)
| Drop
| Call (f : nat)
| Unreachable
| Br (d : nat)
| BrIf (d : nat)
| BrTable (ds : list nat) (d : nat)
| Block (p r : nat) (b : list instr)  (* p parameters, r results *)
| Loop (p r : nat) (b : list instr)
| If (p r : nat) (a b : list instr).

Record func := Func {
  params : nat;
  declared : list val;                (* what the declared locals start with *)
  results : nat;
  body : list instr
}.

Variable funcs : nat -> option func.

(** Outcomes: on to the next instruction, a branch to the d-th enclosing label, a trap, out of steps. *)
Inductive wout :=
| WNext (s : list val) (l : nat -> val) (m : mem)
| WBranch (d : nat) (s : list val) (l : nat -> val) (m : mem)
| WTrap
| WSteps.

(** What a call gives. *)
Inductive answer :=
| Returns (vs : list val) (m : mem)
| Traps
| Steps.

Definition wseq (go : instr -> list val -> (nat -> val) -> mem -> wout) :=
  fix gos (b : list instr) s l m : wout :=
    match b with
    | [] => WNext s l m
    | i :: t => match go i s l m with WNext s' l' m' => gos t s' l' m' | o => o end
    end.

(** The end of a block with r results, over the operands that lie below it. *)
Definition wend (r : nat) (below : list val) (o : wout) : wout :=
  match o with
  | WNext s l m => WNext (s ++ below) l m
  | WBranch 0 s l m => WNext (firstn r s ++ below) l m
  | WBranch (S d) s l m => WBranch d s l m
  | o => o
  end.

Definition locals_of (f : func) (args : list val) : nat -> val :=
  fun i => nth i (args ++ declared f) no_value.

Definition wreturn (f : func) (o : wout) : answer :=
  match o with
  | WNext s _ m => Returns s m
  | WBranch _ s _ m => Returns (firstn (results f) s) m
  | WTrap => Traps
  | WSteps => Steps
  end.

Fixpoint step (n : nat) : instr -> list val -> (nat -> val) -> mem -> wout :=
  fix go (i : instr) s l m : wout :=
    match i with
    | Const v => WNext (v :: s) l m
    | Pure o k => WNext (pure o (rev (firstn k s)) :: skipn k s) l m
    | Eff o k =>
        match effect o (rev (firstn k s)) m with
        | Some (vs, m') => WNext (vs ++ skipn k s) l m'
        | None => WTrap
        end
    | LocalGet i => WNext (l i :: s) l m
    | LocalSet i => match s with v :: t => WNext t (update l i v) m | [] => WTrap end
    | Drop => match s with _ :: t => WNext t l m | [] => WTrap end
    | Call f =>
        match funcs f, n with
        | None, _ => WTrap
        | _, 0 => WSteps
        | Some fn, S n' =>
            let args := rev (firstn (params fn) s) in
            match wreturn fn (wseq (step n') (body fn) [] (locals_of fn args) m) with
            | Returns vs m' => WNext (vs ++ skipn (params fn) s) l m'
            | Traps => WTrap
            | Steps => WSteps
            end
        end
    | Unreachable => WTrap
    | Br d => WBranch d s l m
    | BrIf d =>
        match s with
        | c :: t => if nonzero c then WBranch d t l m else WNext t l m
        | [] => WTrap
        end
    | BrTable ds d => match s with c :: t => WBranch (nth (index c) ds d) t l m | [] => WTrap end
    | Block p r b => wend r (skipn p s) (wseq go b (firstn p s) l m)
    | If p r a b =>
        match s with
        | c :: t =>
            wend r (skipn p t) (if nonzero c then wseq go a (firstn p t) l m else wseq go b (firstn p t) l m)
        | [] => WTrap
        end
    | Loop p r b =>
        match wseq go b (firstn p s) l m with
        | WNext s' l' m' => WNext (s' ++ skipn p s) l' m'
        | WBranch 0 s' l' m' =>
            match n with 0 => WSteps | S n' => step n' (Loop p r b) (firstn p s' ++ skipn p s) l' m' end
        | WBranch (S d) s' l' m' => WBranch d s' l' m'
        | o => o
        end
    end.

Definition steps n := wseq (step n).

(** A call of function f with n steps: iterations of loops and calls below it. *)
Definition wcall (n f : nat) (args : list val) (m : mem) : answer :=
  match funcs f with
  | Some fn => wreturn fn (steps n (body fn) [] (locals_of fn args) m)
  | None => Traps
  end.

End Wasm.
