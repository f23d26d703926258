(** The validator says yes and no: it accepts what the translation makes of a function with every construct, and
    refuses each of these changes of it. By computation. *)

Require Import List Arith Bool. Import ListNotations.
From IncludeWasm Require Import Host Rust Translate Validator.
From IncludeWasm Require Wasm.
Import Wasm (instr, Const, Pure, Eff, LocalGet, LocalSet, Drop, Call, Unreachable, Br, BrIf, BrTable, Block, Loop, If, func).

(** Numbers, a memory of one number, two operators ([true]: addition, else subtraction), and two effects ([true]: a
    store, else a load that traps at 0). *)
#[export] Instance numbers : Host.
Proof.
  refine {|
    val := nat; mem := nat; pop := bool; eop := bool; no_value := 0;
    pure o vs := (if o then Nat.add else Nat.sub) (nth 0 vs 0) (nth 1 vs 0);
    eres o := if o then 0 else 1;
    effect o vs m := if o then Some ([], nth 0 vs 0) else match m with 0 => None | _ => Some ([m], m) end;
    nonzero v := negb (v =? 0);
    index v := v |}.
  intros [] args m vs m' E; [now inversion E|]. destruct m; now inversion E.
Defined.

#[export] Instance numbers_equal : Equality.
Proof. split; simpl; repeat decide equality. Defined.

(** Two parameters, one declared local. *)
Definition f : func := {|
  Wasm.params := 2; Wasm.declared := [0]; Wasm.results := 1;
  Wasm.body := [
    LocalGet 0; LocalGet 1; Pure false 2; LocalSet 2;
    Block 0 0 [
      Loop 0 0 [
        LocalGet 2; Const 1; Pure false 2; LocalSet 2;
        LocalGet 2; Eff true 1;
        LocalGet 0; BrIf 0;
        LocalGet 1; BrTable [1; 0] 1]];
    LocalGet 2; Eff false 0;
    LocalGet 1; If 1 1 [Const 2; Pure true 2] [LocalGet 0; LocalGet 2; Call 0; Pure true 2];
    Pure true 2]
|}.

Definition module (i : nat) : option func := match i with 0 => Some f | _ => None end.

Definition accepts (change : rfunc -> rfunc) : bool :=
  match comp_func module f with Some g => check_func module f (change g) | None => false end.

Example the_translation : accepts (fun g => g) = true.
Proof. vm_compute. reflexivity. Qed.

(** Changes everywhere in a function. *)
Fixpoint exprs (h : expr -> expr) (e : expr) : expr :=
  h match e with EPure o es => EPure o (map (exprs h) es) | e => e end.
Definition jumps (h : expr -> expr) (g : jump -> jump) (j : jump) := let '(Jump c l es) := j in g (Jump c l (map (exprs h) es)).
Definition endings h g (x : ending) : ending :=
  match x with
  | Fall es => Fall (map (exprs h) es)
  | Goto j => Goto (jumps h g j)
  | Switch e js j => Switch (exprs h e) (map (jumps h g) js) (jumps h g j)
  | Stop => Stop
  end.
Fixpoint stmts (h : expr -> expr) (g : jump -> jump) (k : stmt -> list stmt) (s : stmt) : list stmt :=
  k match s with
    | Let t e => Let t (exprs h e)
    | Effect ts o es => Effect ts o (map (exprs h) es)
    | SetLocal i e => SetLocal i (exprs h e)
    | RCall ts f es => RCall ts f (map (exprs h) es)
    | GotoIf e j => GotoIf (exprs h e) (jumps h g j)
    | RBlock l ts b x => RBlock l ts (flat_map (stmts h g k) b) (endings h g x)
    | RLoop l ps i ts b x => RLoop l ps (map (exprs h) i) ts (flat_map (stmts h g k) b) (endings h g x)
    | RIf l ts e a xa b xb => RIf l ts (exprs h e) (flat_map (stmts h g k) a) (endings h g xa) (flat_map (stmts h g k) b) (endings h g xb)
    end.
Definition same_expr (e : expr) := e.
Definition same_jump (j : jump) := j.
Definition one (s : stmt) := [s].
Definition change h g k (r : rfunc) : rfunc :=
  RFunc (flat_map (stmts h g k) (rbody r)) (endings h g (rfinal r)) (rdeclared r).

Example rebuilt_alike : accepts (change same_expr same_jump one) = true.
Proof. vm_compute. reflexivity. Qed.

Example swapped_operands :
  accepts (change (fun e => match e with EPure false [a; b] => EPure false [b; a] | e => e end) same_jump one) = false.
Proof. vm_compute. reflexivity. Qed.
Example another_operator : accepts (change (fun e => match e with EPure false es => EPure true es | e => e end) same_jump one) = false.
Proof. vm_compute. reflexivity. Qed.
Example another_constant : accepts (change (fun e => match e with EConst 1 => EConst 2 | e => e end) same_jump one) = false.
Proof. vm_compute. reflexivity. Qed.
Example another_local : accepts (change (fun e => match e with ELocal 1 => ELocal 0 | e => e end) same_jump one) = false.
Proof. vm_compute. reflexivity. Qed.
Example a_store_dropped : accepts (change same_expr same_jump (fun s => match s with Effect _ true _ => [] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example a_store_twice : accepts (change same_expr same_jump (fun s => match s with Effect _ true _ => [s; s] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example a_load_dropped : accepts (change same_expr same_jump (fun s => match s with Effect _ false _ => [] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example a_local_not_set : accepts (change same_expr same_jump (fun s => match s with SetLocal _ _ => [] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example arms_swapped :
  accepts (change same_expr same_jump (fun s => match s with RIf l ts e a xa b xb => [RIf l ts e b xb a xa] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example another_callee :
  accepts (change same_expr same_jump (fun s => match s with RCall ts f es => [RCall ts (S f) es] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.
Example continue_for_break : accepts (change same_expr (fun j => match j with Jump true l es => Jump false l es | j => j end) one) = false.
Proof. vm_compute. reflexivity. Qed.
Example another_label : accepts (change same_expr (fun j => match j with Jump c l es => Jump c (S l) es end) one) = false.
Proof. vm_compute. reflexivity. Qed.
Example a_branch_dropped : accepts (change same_expr same_jump (fun s => match s with GotoIf _ _ => [] | s => [s] end)) = false.
Proof. vm_compute. reflexivity. Qed.

(** The theorem, of this module. *)
Example it_computes_the_same : forall k args m,
  rcall (comp_funcs module) k 0 args m = Wasm.wcall module k 0 args m.
Proof.
  intros k args m. apply validation_sound. intros [|i]; [|exact I].
  change (match comp_func module f with Some g => check_func module f g = true | None => False end).
  vm_compute. reflexivity.
Qed.
